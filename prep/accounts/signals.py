"""What accounts tells the apps above it, which it doesn't know."""

from django.dispatch import Signal

# A guest becomes one with a member: guest, member. Each app moves what the guest did to the member, and leaves nothing
# behind; inside the transaction of the merge, so an error undoes all of it.
learner_merging = Signal()
