"""How one gets in: django-allauth's flows and django-axes' lock, with our guests and our words."""
