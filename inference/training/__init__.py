"""Where what the builtin engine learnt beyond ImageNet comes from. Run by hand, never by a worker."""
