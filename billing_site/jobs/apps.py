from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Background work."""

    name = "billing_site.jobs"
    label = "jobs"
