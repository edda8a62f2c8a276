"""Debian's ejabberdctl, run by whoever runs the checks."""

import os
import re
import shutil


def ejabberdctl(folder, node, *words):
    """The command for the node whose conf, log and spool are in FOLDER.

    Root keeps it: Debian's own hands it to the user ejabberd, who need not get to FOLDER (a project below /root).
    """
    own = f"{folder}/conf/ejabberdctl"
    if not os.path.exists(own):
        with open(shutil.which("ejabberdctl"), encoding="utf-8") as script:
            text = re.sub(r"^INSTALLUSER=.*$", "INSTALLUSER=", script.read(), count=1, flags=re.MULTILINE)
        with open(own, "w", encoding="utf-8") as script:
            script.write(text)
        os.chmod(own, 0o755)
    return ["env", f"HOME={folder}/spool", own, "--config-dir", f"{folder}/conf", "--config", f"{folder}/conf/ejabberd.yml",
            "--ctl-config", f"{folder}/conf/ejabberdctl.cfg", "--logs", f"{folder}/log", "--spool", f"{folder}/spool", "--node", node, *words]
