"""Who someone is: the user, and later sign-up, profile, export and deletion of what is theirs."""
