"""Clone a voice and let it go on speaking.

    python examples/clone_a_voice.py path/to/VoxCPM2 anna.wav "What anna.wav says."

Only with the consent of the person whose voice it is.
"""

import sys
from pathlib import Path

import soundfile
import torch

from model import VoxCPM

checkpoint, clip, transcript = sys.argv[1:]
voice = VoxCPM.load(checkpoint)
prompt = voice.prompt(clip=Path(clip), transcript=transcript)
spoken = []
for number, sentence in enumerate(["It rained all night.", " By morning the road was gone."]):
    speech = voice.speak(sentence, prompt, seed=number)
    # What was said last is part of the next prompt, as latents, so that prosody carries on.
    prompt = prompt.followed_by(sentence, speech.latents)
    spoken.append(speech.sound.clamp(-1, 1))
soundfile.write("voice.wav", torch.cat(spoken).numpy(), speech.rate_hz)
print(f"voice.wav: {sum(map(len, spoken)) / speech.rate_hz:.2f} s")
