#!/bin/sh
# pixel.sh: what a terminal shows is what was sent. xterm, playing a VT340
# under Xvfb, shows a sheet; its screenshot has to equal the decoded sixel in
# every pixel. Then text is written over the picture and has to be seen, which
# shows that the test is not blind; where the picture is then painted again,
# no pixel may differ once more.
#
#	preview   vasculum preview, in one piece
#	strips    the console's way: eight strips, each told to have arrived
#	console   the console itself: its picture against what it wrote
#	tmux      the strips through tmux, in a pane that is not the first
#
# Everything waits for what it needs: an answer of the terminal that comes
# after the picture, then screenshots until one is right (or too many were
# not).
set -u
top=$(cd "${top_srcdir:-.}" && pwd)
build=$(cd "${top_builddir:-.}" && pwd)
vasculum=$build/vasculum
show=$build/tests/tools/show_picture
sheet=$top/data/demo/sheets/sheet-01.jpg
tries=300

for tool in Xvfb xterm import compare convert identify sixel2png; do
	command -v $tool >/dev/null 2>&1 || {
		echo "pixel: $tool is missing"
		exit 77
	}
done

. "$(dirname "$0")/tidy_lib"
tidy_dir work pixel

# A display or a terminal that hangs would leave us waiting for it for ever;
# one that ends is heard of at once (see said).
watch()
{
	seen='' n=0
	while [ $n -lt 180 ]; do
		sleep 1
		n=$((n + 1))
		read -r now <"$work/case"
		[ "$now" = "$seen" ] || seen=$now n=0
	done
	echo "pixel: $seen: nothing has happened for three minutes"
	kill -s TERM $$
}

begin()		# CASE
{
	case=$1
	echo "$case" >"$work/case"
}
begin start
watch &

fail()
{
	echo "pixel: $case: $*"
	exit 1
}

mkfifo "$work/display" "$work/said" "$work/told"
# Not reset when its last client goes: the next terminal would be refused.
Xvfb -displayfd 3 -noreset -screen 0 1200x900x24 3>"$work/display" \
	2>/dev/null &
read -r number <"$work/display" || {
	echo "pixel: Xvfb does not start here"
	exit 77
}
DISPLAY=:$number
export DISPLAY
unset TMUX STY SSH_CONNECTION NO_COLOR

# in_xterm COMMAND...: what it says comes by a pipe that xterm holds open, so
# that its end, too, is heard. What it is told waits in one that we hold open.
in_xterm()
{
	xterm -ti vt340 -tn xterm-256color -b 0 -bw 0 +sb -geometry 120x44+0+0 \
		-xrm 'XTerm*decTerminalID: vt340' \
		-xrm 'XTerm*numColorRegisters: 256' \
		-xrm 'XTerm*maxGraphicSize: 2000x2000' \
		-e "$@" 2>"$work/xterm" 5>"$work/said" &
	xterm_pid=$!
	exec 5<"$work/said" 6<>"$work/told"
}

said()
{
	word=
	read -r word <&5 && [ "$word" = drawn ] ||
		fail "the terminal shows nothing: $word $(cat "$work/xterm")"
}

tell()
{
	echo "$1" >&6
}

over()
{
	wait "$xterm_pid"
	exec 5<&- 6<&-
}

# The first screenshot of this case begins what was expected; strips are laid
# over a copy of it, so that only they are compared.
screenshot()
{
	import -window root "$work/shot.png" || fail "no screenshot"
}

# Prints how many pixels of the area differ from what was sent; xterm rounds
# colours by one step of 255.
differing()
{
	screenshot
	convert "$work/shot.png" -crop "$area" +repage "$work/part.png"
	# "0 (0)" where ImageMagick also says which part of all that is.
	compare -fuzz 1% -metric AE "$work/part.png" "$work/sent.png" null: \
		2>&1 | sed 's/ .*//'
}

expect_same()
{
	try=0
	while n=$(differing); [ "$n" != 0 ]; do
		try=$((try + 1))
		[ $try -lt $tries ] ||
			fail "$n pixels of $area are not what was sent"
	done
	echo "pixel: $case: $area, no pixel differs"
}

expect_other()
{
	try=0
	while n=$(differing); [ "$n" = 0 ]; do
		try=$((try + 1))
		[ $try -lt $tries ] ||
			fail "text over the picture goes unnoticed"
	done
	echo "pixel: $case: with text over it $n differ"
}

# --- vasculum preview --------------------------------------------------------

begin preview
# `drawn` returns when the terminal has answered, which it does after
# everything it was sent before.
cat >"$work/inside" <<'END'
drawn()
{
	modes=$(stty -g)
	stty raw -echo
	printf '\033[5n'
	dd bs=1 count=4 of=/dev/null 2>/dev/null
	stty "$modes"
	echo drawn >"$3/said"
	read -r word <"$3/told"
}
printf '\033[?25l\033[H\033[2J'
"$1" preview "$2" --format sixel --size 500x360
drawn "$@"
printf '\033[5;3H\033[30;47m text over the picture \033[0m\033[40;1H'
drawn "$@"
END
"$vasculum" preview "$sheet" --format sixel --size 500x360 \
	>"$work/sent.six" </dev/null || fail "no sixel was made"
sixel2png -i "$work/sent.six" -o "$work/sent.png" ||
	fail "the sixel cannot be decoded"
area=$(identify -format %wx%h "$work/sent.png")+0+0
in_xterm sh "$work/inside" "$vasculum" "$sheet" "$work"
said
expect_same
tell go
said
expect_other
tell end
over

# --- the console's way -------------------------------------------------------

# Where on the screen the places of strips are counted from, in pixels.
origin_x=0 origin_y=0

# Lays the strips side by side: sent.png, and the area of the screen.
expect_strips()
{
	right=0 bottom=0 left=99999 upper=99999
	set --
	while read -r name x y; do
		sixel2png -i "$work/$name" -o "$work/$name.png" ||
			fail "a strip cannot be decoded"
		w=$(identify -format %w "$work/$name.png")
		h=$(identify -format %h "$work/$name.png")
		x=$((x + origin_x)) y=$((y + origin_y))
		set -- "$@" "$work/$name.png" -geometry "+$x+$y" -composite
		[ $((x + w)) -le $right ] || right=$((x + w))
		[ $((y + h)) -le $bottom ] || bottom=$((y + h))
		[ "$x" -ge $left ] || left=$x
		[ "$y" -ge $upper ] || upper=$y
		count=$((count + 1))
	done <"$work/strips"
	area=$((right - left))x$((bottom - upper))+$left+$upper
	convert -size 1200x900 xc:black "$@" -crop "$area" +repage \
		"$work/sent.png"
}

# show_strips [COMMAND]: COMMAND says where the origin is, once they are shown.
show_strips()
{
	count=0
	said
	${1:-:}
	expect_strips
	[ $count -ge 4 ] || fail "only $count strips"
	expect_same
	tell text
	said
	expect_other
	tell repaint
	said
	expect_same
	tell end
	over
}

begin strips
in_xterm "$show" "$sheet" 2 50 30 60 "$work"
show_strips

# --- the console --------------------------------------------------------------

# What the console wrote is kept by script(1): each strip with the place that
# the cursor was sent to before it. ESC parts the records.
strips_of()		# TYPESCRIPT
{
	LC_ALL=C awk -v RS='\033' -v dir="$work" -v w="$cell_width" \
	    -v h="$cell_height" '
	/^\[[0-9]+;[0-9]+H/ { split(substr($0, 2), at, /[;H]/) }
	/^P0;1;0q/ {
		name = "strip-" n++ ".six"
		printf "\033%s\033\\", $0 >(dir "/" name)
		close(dir "/" name)
		print name, (at[2] - 1) * w, (at[1] - 1) * h
	}' "$1" >"$work/strips"
}

# Until the strips of a typescript that grows are what is seen.
expect_console()
{
	try=0
	while :; do
		count=0 n=none
		strips_of "$work/typescript"
		[ ! -s "$work/strips" ] || expect_strips
		[ $count -lt 4 ] || n=$(differing)
		[ "$n" != 0 ] || break
		try=$((try + 1))
		[ $try -lt $tries ] || fail "$n pixels differ, $count strips"
		sleep 0.1
	done
	echo "pixel: $case: $count strips, $area, no pixel differs"
}

begin console
if ! "$vasculum" extract "$work/run" --images "$top/data/demo/sheets" \
	--limit 1 >/dev/null 2>"$work/errors"; then
	grep -q 'without tesseract' "$work/errors" ||
		fail "no sheet was read: $(cat "$work/errors")"
	echo 'pixel: console: left out, this build reads no sheets'
elif command -v script >/dev/null 2>&1; then
	cat >"$work/inside" <<'END'
tty >"$3/tty"
echo drawn >"$3/said"
exec script -q -f -c "\"$1\" \"$2\"" "$3/typescript"
END
	: >"$work/typescript"
	in_xterm sh "$work/inside" "$vasculum" "$work/run" "$work"
	said
	read -r cell_width cell_height <"$work/cell"
	expect_console
	read -r tty <"$work/tty"
	place=$(awk -v w="$cell_width" -v h="$cell_height" \
		'NR == 2 { print $3 / h + 1 ";" $2 / w + 3 }' "$work/strips")
	printf '\0337\033[%sH\033[30;47m text \033[0m\0338' "$place" >"$tty"
	expect_other
	kill "$xterm_pid"
	over
fi

# --- tmux ---------------------------------------------------------------------

begin tmux
command -v tmux >/dev/null 2>&1 || exit 0
cat >"$work/tmux.conf" <<END
set -g allow-passthrough on
set -g status-position top
set -g default-terminal screen-256color
END
# A tmux that knows sixel itself takes pictures by their place in the pane.
find_pane()
{
	pane=$(tmux -S "$work/tmux" display-message -p -t %1 \
		'#{client_termfeatures}: #{pane_left} #{pane_top}')
	case $pane in *sixel*:*) ;; *) return ;; esac
	read -r cell_width cell_height <"$work/cell"
	pane=${pane#*: }
	origin_x=$((${pane% *} * cell_width))
	origin_y=$(((${pane#* } + 1) * cell_height))
	echo 'pixel: tmux: it draws the picture itself'
}

in_xterm tmux -S "$work/tmux" -f "$work/tmux.conf" new-session \
	"tmux split-window -h '\"$show\" \"$sheet\" 2 5 30 50 \"$work\" 2>\"$work/errors\" || { cat \"$work/errors\" >\"$work/said\"; }; tmux kill-server'; cat"
show_strips find_pane
