from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit trail and the log filter."""

    name = "billing_site.audit"
    label = "audit"
