from django.urls import path

from forms.letters import views

urlpatterns = [
    path("", views.letter_list, name="letter_list"),
    path("notices/", views.letter_notices, name="letter_notices"),
    path("<slug:kind>/switch/", views.letter_switch, name="letter_switch"),
    path("<slug:kind>/<slug:language>/", views.letter_update, name="letter_update"),
    path("<slug:kind>/<slug:language>/reset/", views.letter_reset, name="letter_reset"),
]
