#!/bin/sh
# pixel.sh: what a terminal shows is what was sent. xterm, playing a VT340
# under Xvfb, shows a sheet; its screenshot has to equal the decoded sixel in
# every pixel. Then text is written over the picture, and has to be seen.
#
# Everything waits for what it needs: an answer of the terminal that comes
# after the picture, then screenshots until one is right (or too many were
# not).
set -u
top=${top_srcdir:-.}
build=${top_builddir:-.}
tries=100

for tool in Xvfb xterm import compare convert identify sixel2png; do
	command -v $tool >/dev/null 2>&1 || {
		echo "pixel: $tool is missing"
		exit 77
	}
done

work=$(mktemp -d) || exit 1
display_pid='' xterm_pid='' watch_pid=''
finish()
{
	[ -z "$watch_pid" ] || kill "$watch_pid" 2>/dev/null
	[ -z "$xterm_pid" ] || kill "$xterm_pid" 2>/dev/null
	[ -z "$display_pid" ] || kill "$display_pid" 2>/dev/null
	wait
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

# A terminal that dies would leave us waiting for it for ever.
watch()
{
	sleep 120 &
	trap 'kill $!; exit' TERM
	wait $!
	echo "pixel: nothing has happened for two minutes"
	kill -TERM $$
}
watch &
watch_pid=$!

fail()
{
	echo "pixel: $*"
	exit 1
}

vasculum=$(cd "$build" && pwd)/vasculum
sheet=$(cd "$top" && pwd)/data/demo/sheets/sheet-01.jpg
mkfifo "$work/display" "$work/shown" "$work/go" "$work/over" "$work/end"

Xvfb -displayfd 3 -screen 0 1000x800x24 3>"$work/display" 2>/dev/null &
display_pid=$!
read -r number <"$work/display" || {
	echo "pixel: Xvfb does not start here"
	exit 77
}
DISPLAY=:$number
export DISPLAY

# Runs inside the terminal. `settled` returns when the terminal has answered,
# which it does after everything it was sent before.
cat >"$work/inside" <<'END'
settled()
{
	modes=$(stty -g)
	stty raw -echo
	printf '\033[5n'
	dd bs=1 count=4 of=/dev/null 2>/dev/null
	stty "$modes"
}
printf '\033[?25l\033[H\033[2J'
"$1" preview "$2" --format sixel --size 500x360
settled
echo done >"$3/shown"
read -r word <"$3/go"
printf '\033[5;3H\033[30;47m text over the picture \033[0m\033[40;1H'
settled
echo done >"$3/over"
read -r word <"$3/end"
END

"$vasculum" preview "$sheet" --format sixel --size 500x360 \
	>"$work/sent.six" </dev/null || fail "no sixel was made"
sixel2png -i "$work/sent.six" -o "$work/sent.png" ||
	fail "the sixel cannot be decoded"
size=$(identify -format %wx%h "$work/sent.png")

xterm -ti vt340 -b 0 -bw 0 +sb -geometry 100x42+0+0 \
	-xrm 'XTerm*decTerminalID: vt340' \
	-xrm 'XTerm*numColorRegisters: 256' \
	-xrm 'XTerm*maxGraphicSize: 2000x2000' \
	-e sh "$work/inside" "$vasculum" "$sheet" "$work" &
xterm_pid=$!

# Prints how many pixels of the screen differ from what was sent; xterm rounds
# colours by one step of 255.
differing()
{
	import -window root "$work/shot.png" || return 1
	convert "$work/shot.png" -crop "$size+0+0" +repage "$work/part.png"
	compare -fuzz 1% -metric AE "$work/part.png" "$work/sent.png" null: \
		2>&1
}

read -r word <"$work/shown" || fail "the terminal shows nothing"
try=0
while n=$(differing); [ "$n" != 0 ]; do
	try=$((try + 1))
	[ $try -lt $tries ] ||
		fail "$n of $size pixels are not what was sent"
done
echo "pixel: $size pixels on the screen, none differs"

echo go >"$work/go"
read -r word <"$work/over" || fail "the terminal has gone away"
try=0
while n=$(differing); [ "$n" = 0 ]; do
	try=$((try + 1))
	[ $try -lt $tries ] ||
		fail "text over the picture goes unnoticed: this test is blind"
done
echo "pixel: with text over it $n differ"
echo end >"$work/end"
