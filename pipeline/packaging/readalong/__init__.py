"""Read-along books: EPUB 3.3 with media overlays, the text lit sentence by sentence while the voices read it.

    narration.py         what was spoken, when and where in the text       (in)
    markup.py            a content document as its text and elements, each with its place in the bytes
    alignment.py         where the text that was read stands in the document
    highlights.py        the ids: spans put around sentences, and nothing else changed
    clips.py             stretches of sound that touch, so that nothing of it is lost
    overlays.py          the SMIL files
    package_document.py  what the package says of all this; accessibility.py counts what is true
    modernising.py       an EPUB 2 becomes one that may have overlays
    made_book.py         the EPUB of a source that is none
    writing.py           the zip, split where it is too large              (out)

https://www.w3.org/TR/epub-33/#sec-media-overlays
"""
