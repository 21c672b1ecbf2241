"""What kind of thing stands between quotation marks: said aloud, written, recited, or said by nobody."""
