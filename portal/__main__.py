"""The `portal` command.

Whatever is loaded here stays until the end, so nobody looks for garbage in it: not while it is
loaded, which took about a fifth of the start, nor later.
"""

import gc

gc.disable()

from portal.app import main  # noqa: E402

gc.freeze()
gc.enable()

if __name__ == "__main__":
    main()
