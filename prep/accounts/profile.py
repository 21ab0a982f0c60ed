"""What a learner says about themselves, kept."""

from prep.accounts.models import User


def choose(*, learner: User, **chosen: object) -> User:
    """Writes just what was chosen, so that two open pages don't undo each other."""
    for field, value in chosen.items():
        setattr(learner, field, value)
    if chosen:
        learner.save(update_fields=list(chosen))
    return learner
