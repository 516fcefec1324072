"""WSGI entry point.

It runs the system checks, so that an undeclared view stops the start, and looks whether published
policies are protected.
"""

import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "billing_site.settings")
application = get_wsgi_application()
call_command("check")
call_command("protect", "--verify")
