#!/bin/sh
# tidy.sh: scripted tests leave nothing behind. A script that is ended in each
# of the ways there are takes its children, their children, what was left by
# its parent and its directory with it. And all scripts do it in this way.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tidy_lib"
tidy_dir work tidy
failed=0
command -v ps >/dev/null 2>&1 || {
	echo "tidy: skipped, there is no ps"
	exit 77
}

complain()
{
	echo "tidy: $*"
	failed=1
}

# What is played: a child with a child, one that ignores TERM, and one
# whose parent is gone. Each writes its id, which is looked for afterwards.
cat >"$work/keep" <<'END_OF_SCRIPT'
echo $$ >>"$1/ids"
[ "$2" = obedient ] || trap '' TERM
[ "$2" != parent ] || sh "$0" "$1" obedient &
while sleep 0.1; do :; done
END_OF_SCRIPT
cat >"$work/script" <<'END_OF_SCRIPT'
. "$1/tidy_lib"
tidy_patience=5
tidy_dir dir played
cp "$2/keep" "$dir/keep"
echo "$dir" >"$2/dir"
tidied=$2/tidied
tidy ': >"$tidied"'
mkdir "$dir/closed"
: >"$dir/closed/file"
chmod a-w "$dir/closed"
sh "$2/keep" "$2" parent &
sh "$2/keep" "$2" stubborn &
sh -c 'sh "$1/keep" "$2" obedient & exit' - "$dir" "$2"
until [ "$(wc -l <"$2/ids")" -ge 4 ]; do sleep 0.1; done
case $3 in
exit) exit 3 ;;
end) ;;
*)
	kill -s "$3" $$
	exit 5
	;;
esac
END_OF_SCRIPT

# play WAY CODE
play()
{
	rm -f "$work/tidied" "$work/dir"
	: >"$work/ids"
	sh "$work/script" "$here" "$work" "$1" >"$work/out" 2>&1
	code=$?
	[ $code -eq "$2" ] || complain "$1: exit $code: $(cat "$work/out")"
	[ -e "$work/tidied" ] || complain "$1: its command was not run"
	[ ! -e "$(cat "$work/dir")" ] || complain "$1: its directory is left"
	while read -r pid; do
		case $(ps -o stat= -p "$pid" 2>/dev/null) in
		'' | Z*) ;;
		*) complain "$1: process $pid is left" ;;
		esac
	done <"$work/ids"
}

play end 0
play exit 3
# What was ignored when this script began (nohup, make in the background) no
# shell can trap.
for signal in TERM HUP INT; do
	if sh -c 'kill -s "$1" $$; exit 0' - $signal; then
		echo "tidy: $signal: left out, it is ignored here"
	else
		play $signal 1
	fi
done

# Nobody makes directories or sets traps in a way of their own.
for script in "$here"/*.sh "$here"/*_lib; do
	case ${script##*/} in tidy.sh | tidy_lib) continue ;; esac
	grep -nE '(^|[ (])mktemp |^[[:space:]]*trap .* EXIT' "$script" \
		>"$work/found" || continue
	complain "${script##*/} does not tidy up by tidy_lib:"
	cat "$work/found"
done

exit $failed
