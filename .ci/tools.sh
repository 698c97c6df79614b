# shellcheck shell=bash
# What the checks need beside Node, and how it is had: sourced by them. What cannot be had ends the check with 77, "its tool is missing".
cache=${XDG_CACHE_HOME:-$HOME/.cache}/recurve
mkdir -p "$cache"

# have COMMAND...: all of them are on the path.
have() {
  local each
  for each; do command -v "$each" >/dev/null || return 1; done
}

# install COMMAND...: runs it while no other check installs, since some run beside each other.
install() {
  (flock 8 2>/dev/null; "$@") 8>"$cache/lock" || exit 77
}

# debian PACKAGE...: installs them with apt.
debian() {
  # shellcheck disable=SC2016
  DEBIAN_FRONTEND=noninteractive install bash -c \
    '{ apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; } >/dev/null 2>&1' - "$@"
}

# from_npm FOLDER FILE PACKAGE...: installs them into the folder, if node_modules/FILE is not there.
from_npm() {
  [ -e "$1/node_modules/$2" ] && return
  mkdir -p "$1"
  install npm install --prefix "$1" --no-audit --no-fund --loglevel=error "${@:3}"
}

# from_pip FOLDER MODULES PACKAGE...: installs them into an environment of Python, if the modules cannot be imported there.
from_pip() {
  "$1/bin/python" -c "import $2" >/dev/null 2>&1 && return
  install bash -c 'python3 -m venv "$0" && "$0/bin/pip" install -q --retries 1 "$@"' "$1" "${@:3}"
}

three_browsers() {
  have chromium firefox-esr xvfb-run WebKitWebDriver || debian chromium firefox-esr webkit2gtk-driver xvfb xauth
}
tensorflowjs() {
  tfjs=${RECURVE_TFJS:-$cache/tfjs}
  from_npm "$tfjs" @tensorflow/tfjs @tensorflow/tfjs@4.22.0
}
keras_environment() {
  keras=${RECURVE_VENV:-$cache/keras}
  from_pip "$keras" 'keras, scipy, tensorflow' keras==3.15.1 tensorflow-cpu==2.21.0 numpy==2.4.6 scipy==1.17.1
}
# Keras on torch, as a cluster computes
cluster_environment() {
  cluster=${RECURVE_CLUSTER_VENV:-$cache/cluster}
  # only to look: what trains chooses its backend itself
  KERAS_BACKEND=torch from_pip "$cluster" 'torch, keras, onnxruntime, pyarrow' torch==2.13.0 keras==3.15.1 onnxruntime==1.30.0 \
    pyarrow==25.0.1 numpy==2.4.6
}
