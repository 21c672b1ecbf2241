"""Speak one line with a VoxCPM checkpoint, from Python: python examples/speak_a_line.py path/to/VoxCPM2"""

import sys

import soundfile

from model import VoxCPM

voice = VoxCPM.load(sys.argv[1])  # a folder, or the name of a public checkpoint: VoxCPM2
speech = voice.speak("The kettle was singing when the telegram came.", seed=7)
soundfile.write("line.wav", speech.sound.clamp(-1, 1).numpy(), speech.rate_hz)
print(f"line.wav: {speech.sound.numel() / speech.rate_hz:.2f} s at {speech.rate_hz} Hz")
