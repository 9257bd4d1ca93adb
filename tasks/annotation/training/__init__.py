"""How the shipped tagger was made: corpora, network, training, export, evaluation.

Needs the optional dependency group `train` (torch, onnx, safetensors); nothing here runs at night.
"""
