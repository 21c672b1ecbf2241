"""From takes to delivered sound: stitching, mastering, measuring, and the one door to ffmpeg."""
