#!/bin/sh
# layering.sh: data goes one way (doc/design.md, "The rooms").
#
# 1. Rooms stand in one order, and each names those it may know: no include
#    and no symbol of a built object leads up.
# 2. No file reaches itself through others: circles of symbols between objects
#    are refused, but for the tables listed below with their reason.
# 3. The archive needs no curses and prints nothing.
# The checks are shown planted faults first, so that they cannot pass blindly.
set -u
LC_ALL=C
export LC_ALL
top=${top_srcdir:-.}
built=${top_builddir:-.}
. "$(dirname "$0")/tidy_lib"
tidy_dir tmp layering
failed=0

complain()
{
	echo "layering: $*"
	failed=1
}

# From the ground up; within a room, too, a sub-room knows only those before
# it. The second column names the other rooms that a room may know.
cat >"$tmp/rooms" <<'END'
base
base/time
base/json
base/file
base/thread
base/process
dwc/words		base
dwc/date		base
dwc/parse		base
dwc/span		base
dwc/catalogue		base
dwc/record		base
dwc/name		base
dwc/validate		base
dwc/typed		base
dwc/doubt		base
dwc/context		base
dwc/table		base
dwc/taxa		base
image/pixels		base
image/decode		base
image/encode		base
image/find		base
image/codes		base
image/facts		base
image/palette		base
image/show		base
run/journal		base dwc image
run/journal/write	base
run/run			base dwc
run/rescue		base dwc image
run/batches		base
run/ids			base
run/cache		base image
run/evidence		base dwc image
run/record		base dwc image
run/index		base dwc image
run/index/table		base dwc image
run/index/fold		base dwc image
run/index/build		base dwc image
run/index/follow	base dwc image
run/index/ask		base dwc image
run/store		base dwc
run/intake		base dwc image
run/tables/column	base dwc
run/tables		base dwc
engine/net		base
engine/models		base
engine/label		base image dwc run
engine/payload		base image dwc run
engine/text		base dwc
engine/chat		base image dwc run
engine/batch		base dwc
engine/gbif		base
engine/map		base image dwc
engine/local		base image dwc run
engine			base image dwc run
extract/schedule	base engine
extract/control		base run
extract/report		base run
extract/fetch		base image run engine
extract/look		base image run engine
extract/pool		base image dwc run engine
extract/ask		base image dwc run engine
extract/worker		base image dwc run engine
extract/forecast	base run engine
batch			base dwc image run engine extract
batch/plan		base image run engine extract
batch/send		base run engine extract
batch/fetch		base run engine
batch/collect		base dwc run engine extract
batch/adopt		base run engine
batch/take		base run engine extract
match			base dwc run engine extract
export/dataset		base dwc
export/record		base dwc run
export/roster		base dwc run
export/write		base
export			base dwc run engine match
review/team		base dwc run
review/suggest		base image dwc run engine match
review/complete		base dwc run review
review/keep		base
review/preview		base image dwc run engine
review			base image dwc run engine match
review/answer		base dwc run engine match review
review/columns		base dwc run review
review/signing		base dwc run review
watch/read		base dwc run extract review
watch			base dwc run extract review
serve/door		base
serve/answer		base dwc image run
serve/steer		base run engine extract watch
serve			base dwc image run engine extract review watch
report			base dwc run review watch
report/page		base dwc run review
ui/keyboard		base
ui/tmux			base
ui/probe		base image dwc review
ui/terminal		base image dwc review
ui/input		base
ui/words		base dwc run
ui/monitor		base extract review watch
ui/state		base image dwc run engine extract match batch review
ui/past			base image dwc run engine extract match batch review
ui/list			base image dwc run engine extract match batch review
ui/ditto		base image dwc run engine extract match batch review
ui/typing		base image dwc run engine extract match batch review
ui/update/sheet		base image dwc run engine extract match batch review
ui/update		base image dwc run engine extract match batch review
ui/way			base image dwc run engine extract match batch review
ui/app			base image dwc run engine extract match batch review
ui/view			base image dwc run engine extract match batch review
ui/console		base image dwc run engine extract match batch review
cmd/common		base image dwc run engine extract match batch review export watch report serve ui
cmd/follow		base run
cmd/batch		base run engine extract batch
cmd/extract		base run engine extract match
cmd/import		base run engine review
cmd/match		base engine match
cmd/models		base dwc run engine extract
cmd/show		base dwc run match
cmd			base image dwc run engine extract match batch review export watch report serve ui
END

# Arrows that may close a circle, FROM TO, each with its reason (at most
# three).
cat >"$tmp/tables" <<'END'
END

# FROM TO WHAT of every include between files.
includes()
{
	(cd "$top" && find src ui -name '*.[ch]' -exec \
		grep -H '^#include "[a-z]*/' {} +) |
		sed 's|^src/||; s|:#include "| |; s|".*||' |
		awk '{ print $1, $2, "include" }'
}

# FROM TO WHAT of every symbol that one object needs of another.
symbols()
{
	# What was built of a file that has moved since is passed over.
	(cd "$built" && find src ui -name '*.o') | while read -r object; do
		[ ! -f "$top/${object%.o}.c" ] || echo "$object"
	done >"$tmp/objects"
	(cd "$built" && xargs nm -A -g <"$tmp/objects") |
		sed 's|^src/||; s|^\([^ ]*\)\.o: *|\1 |' |
		awk 'NF == 4 && $3 ~ /^[TDBRSC]$/ { home[$4] = $1 ".c" }
		     $(NF - 1) == "U" { need[++n] = $1 ".c " $NF }
		     END {
			for (i = 1; i <= n; i++) {
				split(need[i], word, " ")
				to = home[word[2]]
				if (to != "" && to != word[1])
					print word[1], to, word[2]
			}
		     }' | sort -u
}

# Prints the arrows of standard input that lead where they must not.
upward()
{
	awk -v rooms="$tmp/rooms" '
	function room(file) {
		return match(file, /\/[^\/]*$/) ? substr(file, 1, RSTART - 1) : ""
	}
	function house(place) {
		sub(/\/.*/, "", place)
		return place
	}
	BEGIN {
		while ((getline line < rooms) > 0) {
			n = split(line, word, /[ \t]+/)
			rank[word[1]] = ++count
			for (i = 2; i <= n; i++)
				knows[word[1], word[i]] = 1
		}
	}
	{
		from = room($1)
		to = room($2)
		# main.c, and what is made: data/ is known by base/file/asset.c.
		if (from == "" || $2 ~ /^data\// || from == to)
			next
		# The interface that the engines fill.
		if ($2 == "engine/engine.h" && from ~ /^engine\//)
			next
		# What stands behind the face of the index.
		if ($3 == "include" && to ~ /^run\/index\// && \
		    from !~ /^run\/index/)
			print from, "may know run/index/*.h alone:", $0
		if (!(from in rank) || !(to in rank))
			print "a room that is not in the list:", $0
		else if (house(from) == house(to) ? rank[from] < rank[to] : \
			 !((from, house(to)) in knows))
			print from, "must not know", to ":", $0
	}'
}

# Prints the arrows of standard input that are part of a circle: those whose
# end leads back to their beginning.
circles()
{
	awk -v tables="$tmp/tables" '
	# Can `goal` be reached from `at`?
	function reaches(at, goal,    list, n, i) {
		if (at == goal)
			return 1
		if (seen[at]++)
			return 0
		n = split(next_[at], list, " ")
		for (i = 1; i <= n; i++)
			if (reaches(list[i], goal))
				return 1
		return 0
	}
	BEGIN {
		while ((getline line < tables) > 0) {
			split(line, word, /[ \t]+/)
			listed[word[1], word[2]] = 1
		}
	}
	!(($1, $2) in listed) && !(($1, $2) in what) {
		what[$1, $2] = $3
		next_[$1] = next_[$1] " " $2
		from[++n] = $1
		to[n] = $2
	}
	END {
		for (i = 1; i <= n; i++) {
			split("", seen)
			if (reaches(to[i], from[i]))
				print from[i], "->", to[i], \
					"(" what[from[i], to[i]] ")"
		}
	}'
}

# --- planted faults --------------------------------------------------------
planted=$(printf '%s\n' 'base/mem.c run/run/run.c x' \
	'run/journal/write/journal.c run/store/store.c x' \
	'image/show/sixel.c dwc/record/term.c x' \
	'cmd/list.c run/index/table/db.h include' \
	'attic/a.c base/mem.c x' 'cmd/list.c base/mem.c fine' | upward | grep -c '')
[ "$planted" -eq 5 ] || complain "of 5 planted arrows up, $planted were found"
planted=$(printf '%s\n' 'a.c b.c x' 'b.c c.c x' 'c.c a.c x' 'd.c a.c fine' \
	'c.c e.c fine' | circles | grep -c '')
[ "$planted" -eq 3 ] || complain "of 3 planted arrows of a circle, $planted were found"

# --- the house -----------------------------------------------------------------
includes >"$tmp/includes"
symbols >"$tmp/symbols"
[ "$(wc -l <"$tmp/includes")" -gt 500 ] || complain 'includes were not found'
[ "$(wc -l <"$tmp/symbols")" -gt 500 ] ||
	complain "$built has no objects, or nm says nothing of them"
bad=$(cat "$tmp/includes" "$tmp/symbols" | upward)
[ -z "$bad" ] || complain "arrows that lead up:
$bad"
[ "$(wc -l <"$tmp/tables")" -le 3 ] || complain 'more than three exceptions'
bad=$(circles <"$tmp/symbols")
[ -z "$bad" ] || complain "circles of files:
$bad"

# curses has one includer; terminfo's <term.h>, which makes macros of common
# words, another beside it.
includers=$(find "$top/src" "$top/ui" -name '*.[ch]' -exec \
	grep -l '#include <.*curses' {} + |
	grep -vE '/ui/terminal/term(_type)?\.c$')
[ -z "$includers" ] ||
	complain "only ui/terminal/term.c may include curses: $includers"

archive=$built/libvasculum.a
[ -f "$archive" ] || complain "$archive was not built"
undefined=$(nm -u "$archive" 2>/dev/null | sed -n 's/^ *U //p' | sort -u)
[ -n "$undefined" ] || complain "nm says nothing of $archive"
bad=$(echo "$undefined" | grep -xE \
	'(initscr|newterm|endwin|w?refresh|doupdate|w?getch|waddnwstr|setupterm|tcsetattr|isatty|printf|puts|putchar|vprintf|__printf_chk|perror|stdout|stderr)')
[ -z "$bad" ] || complain "libvasculum prints or knows the terminal: $bad"

exit $failed
