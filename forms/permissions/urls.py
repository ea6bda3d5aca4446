from django.urls import path

from forms.permissions import views

urlpatterns = [
    path("", views.permission_list, name="permission_list"),
    path("above/", views.permissionblock_update, name="permissionblock_update"),
    path("new/", views.permission_create, name="permission_create"),
    path("reorder/", views.permission_reorder, name="permission_reorder"),
    path("<int:pk>/", views.permission_update, name="permission_update"),
    path("<int:pk>/remove/", views.permission_remove, name="permission_remove"),
    path(
        "<int:pk>/unarchive/", views.permission_unarchive, name="permission_unarchive"
    ),
]
