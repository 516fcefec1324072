from typing import Any

from allauth.account.forms import LoginForm


class SignInForm(LoginForm):
    """User name and password; the cursor waits in the first field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("login", "password"):
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["login"].label = "User name"
        self.fields["login"].widget.attrs["autofocus"] = True
        self.fields["password"].help_text = ""
