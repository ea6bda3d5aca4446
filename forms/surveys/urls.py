from django.urls import path

from forms.surveys.views import answers, building, files, listing

urlpatterns = [
    path("", listing.survey_list, name="survey_list"),
    path("new/", listing.survey_create, name="survey_create"),
    path("<int:pk>/edit/", building.survey_update, name="survey_update"),
    path("<int:pk>/preview/", building.survey_preview, name="survey_preview"),
    path("<int:pk>/share/", building.survey_share, name="survey_share"),
    path("<int:pk>/publish/", listing.survey_publish, name="survey_publish"),
    path("<int:pk>/close/", listing.survey_close, name="survey_close"),
    path("<int:pk>/duplicate/", listing.survey_duplicate, name="survey_duplicate"),
    path("<int:pk>/delete/", listing.survey_delete, name="survey_delete"),
    path("<int:pk>/", answers.survey_results, name="survey_results"),
    path("<int:pk>/texts/", answers.survey_texts, name="survey_texts"),
    path("<int:pk>/answers/", answers.survey_answers, name="survey_answers"),
    path("answers/<int:pk>/", answers.submission_detail, name="submission_detail"),
    path("<int:pk>/export/", files.survey_export, name="survey_export"),
    path("export/<int:pk>/", files.survey_download, name="survey_download"),
]
