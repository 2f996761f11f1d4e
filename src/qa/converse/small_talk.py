"""What is said to qa itself: greetings, thanks, what it is and can do, and what it cannot."""

from __future__ import annotations

import re
from enum import StrEnum

from qa.converse.phrasing import LONGEST, matched, spoken_line


class SmallTalk(StrEnum):
    """What a line that asks nothing of the documents is."""

    GREETING = "a greeting"
    THANKS = "thanks"
    FAREWELL = "a farewell"
    IDENTITY = "what qa is"
    HELP = "what qa can do"
    OPINION = "what qa thinks"
    UNSERVED = "what no reader of documents can do"


_MADE = (
    "(poems?|songs?|haikus?|limericks?|sonnets?|rhymes?|stories|story|jokes?|raps?|lyrics"
    "|essays?|e-?mails?|letters?|tweets?|posts?|scripts?|code|programs?|functions?|speech"
    "|novels?|blog posts?|pictures?|images?|drawings?|photos?|cartoons?|logos?|websites?|apps?"
    "|recipes?|plans?|quiz|presentations?|slides|cover letters?|resumes?|cv|riddles?|tales?"
    "|fairy tales?|verses?)"
)
_FORMS: dict[SmallTalk, tuple[str, ...]] = {
    SmallTalk.GREETING: (
        "(hi+|hello|hey+|hiya|howdy|greetings|yo|hallo|good (morning|afternoon|evening|day)|moin)"
        "[there|everyone|all|again|qa|friend|bot|you]",
        "(hi|hello|hey) how (are you|is it going|do you do) [doing] [today]",
        "(how (are you|is it going|do you do) [doing] [today]|what is up|sup|nice to meet you"
        "|are you there|anyone there|is anyone there|are you ok)",
    ),
    SmallTalk.THANKS: (
        "(thanks|thank you|thx|ty|cheers|many thanks|thank u) (very|so|much|a lot|again|qa|for"
        "|the|that|your|this|help|answer|all)*",
        "(great|cool|nice|ok|okay|perfect|awesome|good|excellent|wonderful|got it|i see|wow|lol"
        "|fine|alright|well done|good job|good answer|interesting|amazing|understood|never mind"
        "|nevermind)[thanks|thank you|job|work|answer|then|so much]",
        "(that is|this is|you are|it is) [very|so|really] (great|cool|nice|good|perfect|helpful"
        "|awesome|useful|amazing|interesting|right)",
    ),
    SmallTalk.FAREWELL: (
        "(bye+|goodbye|good bye|bye bye|see you|see ya|farewell|good night|quit|exit|ciao)"
        "[later|soon|tomorrow|qa|then]",
    ),
    SmallTalk.IDENTITY: (
        "who (are|r) (you|u)",
        "what are you [exactly]",
        "what is your name",
        "who is this",
        "what is (this|qa) [a] (thing|program|tool|app|software|chat|place|bot)",
        "(introduce yourself|tell me [something|more] about (you|yourself)|describe yourself)",
        "are you (a|an)* (robot|bot|human|ai|chatgpt|gpt|real|person|machine|llm|language model"
        "|program|chatbot|assistant|claude|gemini|siri|alexa)",
        "who (made|built|created|wrote|programmed|developed) (you|this program|this tool|this app"
        "|qa)",
        "(what|which) [language] model (are you|do you use)",
        "how old are you",
        "where are you from",
    ),
    SmallTalk.HELP: (
        "help [me]",
        "(i need|can you) help [me]",
        "(what|which things) (can|could) (you|i|this|it|qa) [all] (do|ask|answer|help with|help "
        "me with)(for me|here|with (this|it|you)|about|you|us)*",
        "what (questions|kind of questions|sort of questions) (can|should|could) (i|you) (ask"
        "|answer)[you|here|about (this|these|them|the documents)]",
        "what (should|can|could|do|may) i (ask|type|say|do) (you|here|now|about|next|first)*",
        "what can i ask [you] about (ALL|them)",
        "how (does|do|can|should) (this|it|you|i|qa) (work|use|used|help|ask|start|begin) (this"
        "|it|you|me|qa|a question|here)*",
        "what is qa",
        "where do you get your (information|answers|data|facts) [from]",
        "(what are you|what is this) [good] (for|able to do|capable of)",
        "what do you (do|know)",
        "(give|show|suggest|tell) [me] [some|a few|an] [example|sample] questions?",
        "(suggest|suggestions|examples|instructions|commands|usage|manual|menu|start|test|testing)",
    ),
    SmallTalk.OPINION: (
        "(what|how) do you (think|feel) [about it|about that|about this|of it|of that|of this]",
        "what is your (opinion|view|favou?rite (colou?r|food|book|movie|film|song|animal|article))"
        "[on (that|this|it)|about (that|this|it)]",
        "do you (like|love|hate|believe|agree|care|dream|sleep|eat|feel) [me|it|that|this"
        "|anything|in god|with (that|this|it)]",
        "(i love you|i hate you|i am (bored|sad|happy|tired|hungry)|will you marry me"
        "|you are (stupid|wrong|an idiot|useless|dumb|bad))",
        "sing",
    ),
    SmallTalk.UNSERVED: (
        f"(write|compose|draft|create|generate|make|invent|produce|draw|paint|sketch|design) [me"
        f"|us][a|an|some|the|another|one|my]  (\\S{{2,20}})* {_MADE} [SUBJECT]",
        "(sing|draw|paint) (me|us|a|an|the) SUBJECT",
        "(tell|give|sing) (me|us) (a|an|some|another) [\\S{2,20}] (joke|jokes|story|poem|song"
        "|fairy tale|riddle|compliment|recipe) [SUBJECT]",
        "translate (ALL|SUBJECT)",
        "(translate|say) SUBJECT (to|into|in) (english|german|french|spanish|italian|chinese"
        "|russian|dutch|japanese|korean|polish|portuguese|turkish|arabic|latin|\\S{2,12}ish)",
        "(what|how) is the weather [like] [today|tomorrow|outside|now|in SUBJECT]",
        "[what is|tell me|show me|get] [the] weather [forecast] [today|tomorrow|for SUBJECT]",
        "(will|is) it (going to)* (rain|snow|be sunny|raining|snowing|cold|sunny|warm) [today"
        "|tomorrow|outside]",
        "(what|which) (time|day|date|year) is it [today|now]",
        "what is (the (time|date)|today's date) [today|now|of today]",
        "(what day is|what is) today",
        "(set|start) (a|an|the|my) (alarm|timer|reminder|clock) [SUBJECT]",
        "remind me SUBJECT",
        "(wake|call|text|email) me SUBJECT",
        "play [some|a|the|me] (music|song|game|chess|video|radio) [SUBJECT]",
        "(let us|let's) play SUBJECT",
        "(calculate|compute|solve|convert) SUBJECT",
        "(search|browse|google|look up|look on) (the|on)* (web|internet|online|google|net) "
        "[SUBJECT]",
        "google SUBJECT",
        "(book|order|buy|reserve) (me|us|a|an|some) SUBJECT",
        "send (a|an|the|this|my) (e-?mail|message|text|letter) [SUBJECT]",
    ),
}  # fmt: skip

_ARITHMETIC = re.compile(
    r"(?:what is |how much is )?[\d ,.()]*\d[\d ,.()]*"
    r"(?:(?:[-+*/×÷^x=]|plus|minus|times|divided by)[\d ,.()]*)+",
    re.IGNORECASE,
)


def small_talk_in(line: str) -> SmallTalk | None:
    """What the line is, where it is said to qa itself; None where it asks something."""
    if len(line) > LONGEST:
        return None
    if _ARITHMETIC.fullmatch(spoken_line(line)):
        return SmallTalk.UNSERVED
    for spoken in dict.fromkeys((spoken_line(line, courtesy=True), spoken_line(line))):
        for kind, forms in _FORMS.items():
            if any(matched(form, spoken) for form in forms):
                return kind
    return None
