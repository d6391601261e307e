#!/bin/sh
# link: the console through a real sshd, on loopback behind a slow line: how
# soon a letter comes back and what a step of the picture costs (bench_link.c);
# and before it cat, which tells what the line, relay and sshd take for themselves.
# link.sh [ROUNDS [KBIT ...]]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top_builddir=$(cd "${top_builddir:-.}" && pwd)
top_srcdir=$(cd "${top_srcdir:-.}" && pwd)
. "$here/../scripts/tidy_lib"
tidy_dir tmp link
rounds=${1:-8}
[ $# -eq 0 ] || shift
rtt=40

sshd=$(PATH=$PATH:/usr/sbin command -v sshd) || {
	echo 'link: sshd is missing'
	exit 0
}
command -v ssh >/dev/null && command -v ssh-keygen >/dev/null || {
	echo 'link: ssh is missing'
	exit 0
}

# As root it wants a directory of its own.
[ "$(id -u)" != 0 ] || [ -d /run/sshd ] || {
	echo 'link: there is no /run/sshd'
	exit 0
}
"$top_builddir/vasculum" extract "$tmp/run" --limit 1 \
	--images "$top_srcdir/data/demo/sheets" >/dev/null 2>&1 || {
	echo 'link: this build reads no sheets'
	exit 0
}
ssh-keygen -q -t ed25519 -N '' -f "$tmp/host"
ssh-keygen -q -t ed25519 -N '' -f "$tmp/key"
cp "$tmp/key.pub" "$tmp/allowed"
cat >"$tmp/sshd.conf" <<END
HostKey $tmp/host
AuthorizedKeysFile $tmp/allowed
PasswordAuthentication no
StrictModes no
UsePAM no
PidFile none
END

# over_ssh KIND COMMAND: measures a command behind the line.
over_ssh()
{
	"$top_builddir/tests/bench/bench_link" $1 "$rounds" ssh -tt -q \
		-F none -i "$tmp/key" -p "$slow" -o BatchMode=yes \
		-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
		127.0.0.1 "$2"
}

[ $# -gt 0 ] || set -- 256 1024 5120
for kbit; do
	mkfifo "$tmp/link$kbit"
	"$top_builddir/tests/tools/slow_link" $((kbit * 128)) $rtt \
		"$sshd" -i -f "$tmp/sshd.conf" >"$tmp/link$kbit" \
		2>"$tmp/said" &
	link=$!
	read -r slow <"$tmp/link$kbit"
	echo "$kbit kbit/s, $rtt ms there and back"
	over_ssh cat "stty raw -echo; exec cat"
	over_ssh "" "TERM=xterm-256color LC_ALL=C.UTF-8 \
		XDG_CONFIG_HOME=$tmp XDG_STATE_HOME=$tmp XDG_CACHE_HOME=$tmp \
		exec $top_builddir/vasculum $tmp/run --by bench"
	kill $link
done
