"""From takes to delivered sound: stitching, mastering, measuring, and the only module that runs ffmpeg."""
