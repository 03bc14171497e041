"""Where pictures are computed: the torch CPU reference, OpenVINO on Intel, CUDA."""
