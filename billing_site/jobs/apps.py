from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Background work that people wait for: its rows, its progress, and whether it still runs."""

    name = "billing_site.jobs"
    label = "jobs"
