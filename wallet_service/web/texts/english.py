"""English."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "product": "Wallet Service",
    "other_language": "Русский",
    "other_language_code": "ru",
    "back": "Back",
    "save": "Save",
    "email": "E-mail",
    "password": "Password",
    "sign_in": "Sign in",
    "sign_in_title": "Sign in",
    "sign_in_lead": "For the staff of a brand and of its partners.",
    "sign_in_passkey": "Sign in with a passkey",
    "sign_in_forgotten": (
        "Forgot the password? A manager of your brand can send you a new link."
    ),
    "sign_out": "Sign out",
    "code_title": "One more step",
    "code_lead": "Type the code that your authenticator app shows now.",
    "code": "Code",
    "code_hint": "Six digits. Without the phone, type one of your recovery codes.",
    "code_use_passkey": "Use a passkey instead",
    "go_on": "Continue",
    "role_title": "What do you want to do?",
    "role_lead": "You have several roles. You can change later.",
    "again_title": "Is it still you?",
    "again_lead": "This change needs your password once more.",
    "invitation_title": "Welcome",
    "invitation_lead": "{brands} invites you. Choose a password and you are in.",
    "invitation_again_title": "A new password",
    "invitation_again_lead": "Choose a new password for {email}.",
    "name": "Your name",
    "name_hint": "As colleagues see it in the log.",
    "new_password": "New password",
    "new_password_hint": (
        "At least 12 characters. Four words that do not go together are strong and "
        "easy to keep."
    ),
    "old_password": "Present password",
    "no_role_title": "You have no role yet",
    "no_role_lead": "Ask a manager of your brand to give you one.",
    "account_title": "Your account",
    "account_password": "Password",
    "account_password_lead": "Changing it signs you out everywhere else.",
    "account_change_password": "Change the password",
    "account_second_factor": "Second factor",
    "account_second_factor_on": "An authenticator app is set up.",
    "account_second_factor_off": (
        "Only the password protects this account. A code from an app makes a stolen "
        "password worthless."
    ),
    "account_set_up": "Set up an authenticator app",
    "account_remove_app": "Remove the authenticator app",
    "account_recovery_left": "Recovery codes left: {count}.",
    "account_new_codes": "Make new recovery codes",
    "account_passkeys": "Passkeys",
    "account_passkeys_lead": (
        "Sign in with your fingerprint, your face or a security key: no password."
    ),
    "account_passkeys_script": "Passkeys need JavaScript.",
    "account_add_passkey": "Add a passkey",
    "account_remove_passkey": "Remove “{name}”",
    "account_passkey_used": "last used {when}",
    "account_passkey_made": "added {when}",
    "account_passkey_failed": "The passkey was not accepted. Try again.",
    "account_sessions": "Where you are signed in",
    "account_session_here": "here",
    "account_session_seen": "last seen {when}",
    "account_end_session": "Sign out there",
    "account_saved": "Saved.",
    "factor_title": "Set up an authenticator app",
    "factor_must": "Your role needs a second factor before you go on.",
    "factor_step_scan": "Scan this code with your authenticator app.",
    "factor_step_type": "Or type this key into it:",
    "factor_step_code": "Code that the app shows",
    "factor_confirm": "Confirm the app",
    "factor_or_passkey": "Or add a passkey instead",
    "codes_title": "Keep your recovery codes",
    "codes_lead": (
        "Each works once, on the day when the phone is lost. They are shown only now: "
        "print them or put them into your password manager."
    ),
    "codes_done": "I have kept them",
    "role_owner": "Owner",
    "role_manager": "Manager",
    "role_staff": "Sales staff",
    "role_analyst": "Analyst",
    "role_partner": "Partner’s manager",
    "team_title": "Team",
    "team_lead": "Who works with {brand}, and as what.",
    "team_invite": "Invite a person",
    "person_name": "Name",
    "team_reset_factor": "Reset the second factor of {name}",
    "fault_works_elsewhere": (
        "This person works for another brand too: take the roles away instead."
    ),
    "team_role": "Role",
    "team_role_hint": (
        "Sales staff use the scanner. Managers run programs and the team, and need a "
        "second factor."
    ),
    "team_send": "Make an invitation",
    "team_person": "Person",
    "team_roles": "Roles",
    "team_state": "State",
    "team_invited": "invited, no password yet",
    "team_active": "active",
    "team_disabled": "switched off",
    "team_link_title": "Give this link to {email}",
    "team_link_lead": (
        "It works once, for three days, and is shown only now. Send it by a channel "
        "that reaches this person alone."
    ),
    "team_has_password": (
        "{email} has a password already and sees the new role at the next sign-in."
    ),
    "team_new_link": "New link for a password",
    "team_disable": "Switch off {name}",
    "team_enable": "Switch on {name}",
    "team_remove_role": "Take the role “{role}” from {name}",
    "team_more": "Change",
    "team_locations": "Locations",
    "team_works_at": "At",
    "team_bind": "Where {name} may scan",
    "team_bind_hint": "With none ticked: everywhere.",
    "team_bind_save": "Save",
    "fault_not_staff": "Only sales staff are bound to locations.",
    "team_devices": "Scanners",
    "devices_title": "Scanners",
    "devices_lead": "Phones and till PCs that record purchases for {brand}.",
    "devices_none": (
        "No scanner yet. Open {address} on the phone or PC, sign in there and give it "
        "a name."
    ),
    "devices_device": "Scanner",
    "devices_location": "Location",
    "devices_people": "People",
    "devices_seen": "Last used",
    "devices_revoke": "Block {name}",
    "devices_revoked": "blocked {when}",
    "devices_revoke_hint": (
        "A blocked scanner is signed out at once and opens for nobody. What it had not "
        "sent yet is refused."
    ),
    "locations_title": "Locations",
    "locations_lead": "Shops, warehouses and counters where purchases are recorded.",
    "locations_none": "No location yet. Add the first one, then scanners can name it.",
    "locations_name": "Name",
    "locations_address": "Address",
    "locations_add": "Add the location",
    "locations_close": "Close {name}",
    "locations_open": "Open {name} again",
    "locations_closed": "closed",
    "scanner_name": "Scanner",
    "scanner_short_name": "Scanner",
    "scanner_script": "The scanner needs JavaScript: switch it on for this site.",
    "fault_sign_in_refused": (
        "The e-mail and the password do not belong together. Check both and try again."
    ),
    "fault_rate_limited": "Too many tries. Wait a few minutes, then try again.",
    "fault_code_wrong": (
        "This code is not right, or it was used already. Wait for the next one."
    ),
    "fault_password_wrong": "The present password is another one.",
    "fault_password_length": "A password has 12 to 128 characters.",
    "fault_password_common": (
        "Many people use this password. Choose another one, such as four words that do "
        "not go together."
    ),
    "fault_password_personal": (
        "This password holds your name or ours. Choose another one, such as four words "
        "that do not go together."
    ),
    "fault_name_missing": "Type your name.",
    "fault_invalid_email": "This is not an e-mail address.",
    "fault_role_held": "This person has that role already.",
    "fault_totp_is_set": "An authenticator app is set up already.",
    "fault_second_factor_needed": (
        "Your role needs a second factor: add another one before you remove this."
    ),
    "fault_own_account": "Not to yourself: ask another owner or manager.",
    "fault_owner_needed": "Only an owner may change owners and managers.",
    "fault_last_owner": "The brand needs at least one owner.",
    "fault_location_exists": "There is a location of this name already.",
    "fault_location_name": "Give the location a name of 1 to 255 characters.",
    "fault_passkey_refused": "The passkey was not accepted. Try again.",
}
