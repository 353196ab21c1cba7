"""What a person says before what is asked for: "So, could you please ..."."""

LEAD = (
    r"(?:(?:so|and|but|ok|okay|hi|hello|please|(?:can|could|would|will) you|i want (?:you )?to"
    r"|i(?: would|[’']d) like (?:you )?to|let[’']s),? )*"
)
"""A pattern, to be matched whatever the case; of nothing, too."""
