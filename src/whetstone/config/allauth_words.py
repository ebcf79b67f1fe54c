"""What django-allauth says on the pages that we show, named so that our catalogues hold its words.

The package brings no Nepali. Its own templates and forms ask Django for these very strings, and
our catalogue answers first (settings: LOCALE_PATHS). Nothing here is called. Texts are copied
letter by letter, double spaces included; pages that are switched off here are left out.
Source: django-allauth 65, locale/en.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as noop
from django.utils.translation import ngettext_lazy, pgettext_lazy

FAULTS: Final = (
    noop("This account is currently inactive."),
    noop("The email address and/or password you specified are not correct."),
    noop("A user is already registered with this email address."),
    noop("Please type your current password."),
    noop("Incorrect code."),
    noop("Incorrect password."),
    noop("Invalid or expired key."),
    noop("Invalid login."),
    noop("The password reset token was invalid."),
    noop("Too many failed login attempts. Try again later."),
    noop("The email address is not assigned to any user account."),
    noop("This email address is already associated with this account."),
    noop("You cannot remove your primary email address."),
    noop("You cannot add more than %d email addresses."),
    noop("Please select only one."),
    noop("The new value must be different from the current one."),
    noop("Be patient, you are sending too many requests."),
    noop("You must type the same password each time."),
    noop("You must type the same email each time."),
    noop("You cannot add an email address to an account protected by two-factor authentication."),
    noop("You cannot deactivate two-factor authentication."),
    noop("You cannot generate recovery codes without having two-factor authentication enabled."),
    noop(
        "You cannot activate two-factor authentication until you have verified your email address."
    ),
)
FIELDS: Final = (
    noop("Email"),
    noop("Email address"),
    noop("Email (again)"),
    noop("Email address confirmation"),
    noop("Password"),
    noop("Password (again)"),
    noop("Current Password"),
    noop("New Password"),
    noop("New Password (again)"),
    noop("Remember Me"),
    pgettext_lazy("field label", "Login"),
    noop("Forgot your password?"),
    noop("Code"),
    noop("Authenticator code"),
    noop("Passwordless"),
    noop(
        "Enabling passwordless operation allows you to sign in using just this key, but imposes "
        "additional requirements such as biometrics or PIN protection."
    ),
)
ACCOUNT: Final = (
    noop("Account Inactive"),
    noop("This account is inactive."),
    noop("Confirm"),
    noop("Confirm Access"),
    noop("Please reauthenticate to safeguard your account."),
    noop("Alternative options"),
    noop("Use your password"),
    noop("Use authenticator app or code"),
    noop("Use a security key"),
    noop("Enter your password:"),
    noop("Cancel"),
    noop("Sign In"),
    noop("Sign in with a passkey"),
    noop("If you have not created an account yet, then please %(link)ssign up%(end_link)s first."),
    noop("Sign Out"),
    noop("Are you sure you want to sign out?"),
    noop("Successfully signed in as %(name)s."),
    noop("You have signed out."),
    noop("Signup"),
    noop("Sign Up"),
    noop("Already have an account? Then please %(link)ssign in%(end_link)s."),
    noop("Sign up using a passkey"),
    noop("Sign Up Closed"),
    noop("We are sorry, but the sign up is currently closed."),
    noop("Note"),
    noop("You are already logged in as %(user_display)s."),
    noop("Change Password"),
    noop("Set Password"),
    noop("Password successfully changed."),
    noop("Password successfully set."),
    noop("Forgot Password?"),
    noop("Password Reset"),
    noop(
        "Forgotten your password? Enter your email address below, and we'll send you an email "
        "allowing you to reset it."
    ),
    noop("Reset My Password"),
    noop("Please contact us if you have any trouble resetting your password."),
    noop(
        "We have sent you an email. If you have not received it please check your spam folder. "
        "Otherwise contact us if you do not receive it in a few minutes."
    ),
    noop("Bad Token"),
    noop(
        "The password reset link was invalid, possibly because it has already been used.  Please "
        'request a <a href="%(passwd_reset_url)s">new password reset</a>.'
    ),
    noop("Your password is now changed."),
    noop("Email Addresses"),
    noop("The following email addresses are associated with your account:"),
    noop("Verified"),
    noop("Unverified"),
    noop("Primary"),
    noop("Make Primary"),
    noop("Re-send Verification"),
    noop("Remove"),
    noop("Add Email Address"),
    noop("Add Email"),
    noop("Do you really want to remove the selected email address?"),
    noop("Change Email"),
    noop("Removed email address %(email)s."),
    noop("You cannot remove your primary email address (%(email)s)."),
    noop("Primary email address set."),
    noop("Warning:"),
    noop(
        "You currently do not have any email address set up. You should really add an email "
        "address so you can receive notifications, reset your password, etc."
    ),
    noop("Messages:"),
    noop("Menu:"),
)
SECOND_FACTOR: Final = (
    noop("Two-Factor Authentication"),
    noop(
        "Your account is protected by two-factor authentication. Please enter an authenticator "
        "code:"
    ),
    noop("Enter an authenticator code:"),
    noop("Authenticator App"),
    noop("Authenticator app activated."),
    noop("Authenticator app deactivated."),
    noop("Authentication using an authenticator app is active."),
    noop("An authenticator app is not active."),
    noop("Activate"),
    noop("Deactivate"),
    noop("Activate Authenticator App"),
    noop("Deactivate Authenticator App"),
    noop("You are about to deactivate authenticator app based authentication. Are you sure?"),
    noop(
        "To protect your account with two-factor authentication, scan the QR code below with your "
        "authenticator app. Then, input the verification code generated by the app below."
    ),
    noop("Authenticator secret"),
    noop(
        "You can store this secret and use it to reinstall your authenticator app at a later time."
    ),
    noop("Security Keys"),
    noop("Security key"),
    noop("Passkey"),
    ngettext_lazy(
        "You have added %(count)s security key.", "You have added %(count)s security keys."
    ),
    noop("No security keys have been added."),
    noop("Security key added."),
    noop("Security key removed."),
    noop("Add Security Key"),
    noop("Edit Security Key"),
    noop("Remove Security Key"),
    noop("Are you sure you want to remove this security key?"),
    noop("Usage"),
    noop("This key does not indicate whether it is a passkey."),
    noop("Unspecified"),
    noop("Added on %(created_at)s"),
    noop("Last used %(last_used)s"),
    noop("Key"),
    noop("Master key"),
    noop("Backup key"),
    noop("Key nr. {number}"),
    noop("Manage"),
    noop("Add"),
    noop("Edit"),
    noop("View"),
    noop("Download"),
    noop("Generate"),
    noop("Recovery Codes"),
    noop("Recovery codes"),
    ngettext_lazy(
        "There is %(unused_count)s out of %(total_count)s recovery codes available.",
        "There are %(unused_count)s out of %(total_count)s recovery codes available.",
    ),
    noop("No recovery codes set up."),
    noop("A new set of recovery codes has been generated."),
    noop("Save them  in a secure location now — they won't be shown again."),
    noop("You are about to generate a new set of recovery codes for your account."),
    noop("This action will invalidate your existing codes."),
    noop("Are you sure?"),
    noop("Unused codes"),
    noop("Download codes"),
    noop("Generate new codes"),
    noop("I have saved my recovery codes"),
    noop("Trust this Browser?"),
    noop(
        "If you choose to trust this browser, you will not be asked for a verification code the "
        "next time you sign in."
    ),
    noop("Trust for %(period)s"),
    noop("Don't Trust"),
    noop("This functionality requires JavaScript."),
)
