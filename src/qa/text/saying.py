"""Verbs by which a text names who says something: "said", "warned", "the study found"."""

SAYING = (
    "said says say told tells tell added adds explained explains noted notes stated states wrote "
    "writes believed believes believe thought thinks think argued argues argue warned warns warn "
    "claimed claims claim announced announces insisted insists insist recalled recalls suggested "
    "suggests replied replies declared declares concluded concludes remarked commented "
    "acknowledged acknowledges testified observed predicted predicts denied denies deny admitted "
    "admits confirmed confirms maintained maintains complained complains estimated estimates"
).split()
"""Forms that hardly ever have another meaning beside a name."""

REPORTING = [
    *SAYING,
    *(
        "report reported reports assessed assesses indicated indicates indicate expected expects "
        "expect agreed agrees agree object objected objects found finds find held holds put puts "
        "counted counts reckoned reckons calculated calculates answered answers remembered "
        "remembers speaks spoke"
    ).split(),
]
"""Those, and others that tell something only of a person, a study or an office."""

SAYS = "|".join(SAYING)
"""A regular expression for `SAYING`, to be put in a group."""
REPORTS = "|".join(REPORTING)
"""The same for `REPORTING`."""
