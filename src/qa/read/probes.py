"""Short passages, each with a question: the scale of a Hugging Face reader is measured on them.

Each question is answered by its own passage and by no other.
"""

PROBES = (
    (
        "When was the lighthouse on Skarv Island switched off?",
        "The lighthouse on Skarv Island was switched off in March 1987, after ships had begun to "
        "find their way by radio. Its lamp is now in the town museum.",
    ),
    (
        "Who designed the new concert hall in Arlen?",
        "Arlen opened its concert hall on Friday with a piece for forty drums. The building, a "
        "drum itself, was designed by Marta Quill, who grew up two streets away.",
    ),
    (
        "How many bottles does the brewery fill in an hour?",
        "Since the new line started, the brewery fills 18,000 bottles an hour and needs half as "
        "much water. Twelve people keep it running, day and night.",
    ),
    (
        "What caused the delay of the night train?",
        "Passengers of the night train spent four hours at a small station in the hills. A fallen "
        "tree had torn down the overhead line, the railway said.",
    ),
    (
        "Where does the river Tesh rise?",
        "The Tesh rises in a peat bog below Mount Corran and reaches the sea after ninety miles. "
        "Salmon came back to its upper reaches ten years ago.",
    ),
    (
        "Which disease killed most of the elms?",
        "Only eleven elms are left in the park. Most of the others fell to a fungus that beetles "
        "carry from tree to tree, Dutch elm disease, in the hot summers of the seventies.",
    ),
    (
        "How much did the museum pay for the painting?",
        "After a long quarrel with the heirs the museum bought the painting for 2.3 million "
        "pounds. It will hang beside the artist's letters from the autumn on.",
    ),
    (
        "Who won the chess championship?",
        "At nineteen, Lena Ostrova is the youngest player ever to win the chess championship. She "
        "lost a single game, to the man who had held the title before her.",
    ),
    (
        "What are the roofs of the village made of?",
        "Visitors come for the quiet and for the roofs of the village, which are made of thin "
        "slabs of sandstone from a quarry that closed a century ago.",
    ),
    (
        "Why did the school ban telephones?",
        "The school has banned telephones because pupils no longer spoke to each other in the "
        "breaks. Parents can ring the office, where a secretary takes down messages.",
    ),
)
