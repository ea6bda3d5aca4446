from django.urls import path

from forms.centre.views import asking, public

urlpatterns = [
    path("confirm/<str:token>", asking.centre_confirm, name="centre_confirm"),
    path("of/<str:public_id>", asking.centre_ask, name="centre_ask"),
    path("<str:token>", public.centre, name="centre"),
    path("<str:token>/leave", public.centre_leave, name="centre_leave"),
    path("<str:token>/return", public.centre_return, name="centre_return"),
    path("<str:token>/link", public.centre_link, name="centre_link"),
]
