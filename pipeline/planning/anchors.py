"""Anchors: takes that keep a voice without a recording consistent.

Without a recording, a network invents a different voice each time. So it first speaks one passage, as the voice is
described or in any voice, and every later segment of that voice continues from this take. The passage does not come
from the book: otherwise an edit of its first line would make every other line stale.
"""

from __future__ import annotations

from manifests.engine import EngineCapabilities
from manifests.plan import EngineIdentity, Piece, Segment
from manifests.voice import DesignedVoice, Voice
from pipeline.language.pace import speech_s
from pipeline.language.tokenizers import primary
from pipeline.planning.keys import seed_of, take_key, voice_parts

PASSAGES = {
    "en": "The harbour was quiet when I came down the hill. A few boats moved on their ropes, somebody laughed behind "
    "a shutter, and then, quite slowly, the evening began.",
    "zh": "我走下山坡的时候，港口很安静。几只小船轻轻摇晃，有人在窗后笑了一声，然后，夜晚慢慢地开始了。",
    "ja": "丘を下りてきたとき、港は静かだった。数そうの船が綱につながれて揺れ、"
    "誰かが雨戸の向こうで笑い、それからゆっくりと夜が始まった。",
    "de": "Der Hafen war still, als ich den Hügel herunterkam. Ein paar Boote bewegten sich an ihren Leinen, hinter "
    "einem Fensterladen lachte jemand, und dann begann ganz langsam der Abend.",
    "fr": "Le port était calme quand je suis descendu de la colline. Quelques barques bougeaient au bout de leurs "
    "cordes, quelqu'un a ri derrière un volet, puis, tout doucement, le soir est venu.",
    "es": "El puerto estaba en silencio cuando bajé de la colina. Algunas barcas se movían en sus amarras, alguien "
    "rió detrás de una ventana, y luego, muy despacio, empezó la noche.",
    "it": "Il porto era tranquillo quando scesi dalla collina. Qualche barca si muoveva sulle sue corde, qualcuno "
    "rise dietro una persiana, e poi, molto lentamente, cominciò la sera.",
    "pt": "O porto estava calmo quando desci a colina. Alguns barcos moviam-se nas suas cordas, alguém riu atrás de "
    "uma janela e depois, muito devagar, começou a noite.",
    "nl": "De haven was stil toen ik de heuvel afkwam. Een paar boten bewogen aan hun touwen, iemand lachte achter "
    "een luik, en toen begon heel langzaam de avond.",
}
"""About ten seconds each. A voice keeps its timbre across languages, so other languages use the English one."""


def anchor_for(
    voice: Voice, engine: EngineIdentity, capabilities: EngineCapabilities, *, language: str, seed: int
) -> Segment:
    """Return the request for a voice's anchor: outside any chapter, without context. `seed` is the book's."""
    code = primary(language)
    language = code if code in PASSAGES else "en"
    spoken = PASSAGES[language]
    style = voice.source.description if isinstance(voice.source, DesignedVoice) else None
    base = seed_of(seed, voice.seed, spoken)
    key = take_key(
        engine,
        voice_parts(capabilities, voice),
        [spoken],
        language=language,
        style=style,
        speed=1.0,
        seed=base,
        context=(),
    )
    piece = Piece(line="anchor", start=0, end=len(spoken), spoken=spoken, pause_after_ms=0)
    return Segment(
        id=f"anchor.{voice.name}",
        chapter=0,
        scene=0,
        chain=f"anchor/{voice.name}",
        role=voice.name,
        voice=voice.name,
        language=language,
        pieces=(piece,),
        style=style,
        seed=base,
        expected_s=round(speech_s(spoken, language) * capabilities.pace, 3),
        key=key,
    )
