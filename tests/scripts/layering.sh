#!/bin/sh
# layering.sh: data goes one way (design.md). Includes are checked in the
# sources, and the built archive is shown to need no curses and to print
# nothing.
set -u
top=${top_srcdir:-.}
failed=0

complain()
{
	echo "layering: $*"
	failed=1
}

# What each room may include, besides itself.
allowed()
{
	case $1 in
	base) echo 'data' ;;
	dwc) echo 'base' ;;
	image) echo 'base' ;;
	run) echo 'base dwc image' ;;
	engine) echo 'base dwc image run' ;;
	review | extract | export) echo 'base dwc image run engine' ;;
	cmd) echo 'base dwc image run engine review extract export ui' ;;
	ui) echo 'base dwc image run engine review extract export' ;;
	esac
}

check_room()
{
	room=$1
	dir=$2
	for other in base dwc image run engine review extract export cmd ui; do
		[ "$other" = "$room" ] && continue
		case " $(allowed "$room") " in
		*" $other "*) continue ;;
		esac
		found=$(grep -n "#include \"$other/" "$dir"/*.c "$dir"/*.h \
			2>/dev/null)
		[ -z "$found" ] || complain "$room must not know $other: $found"
	done
}

for room in base dwc image run engine review extract export cmd; do
	check_room $room "$top/src/$room"
done
check_room ui "$top/ui"

# curses has one includer; terminfo's <term.h>, which makes macros of common
# words, another beside it.
includers=$(grep -l '#include <.*curses' "$top"/src/*/*.[ch] \
	"$top"/ui/*.[ch] 2>/dev/null | grep -vE '/ui/term(_type)?\.c$')
[ -z "$includers" ] || complain "only ui/term.c may include curses: $includers"

archive=${top_builddir:-.}/libvasculum.a
[ -f "$archive" ] || complain "$archive was not built"
undefined=$(nm -u "$archive" 2>/dev/null | sed -n 's/^ *U //p' | sort -u)
[ -n "$undefined" ] || complain "nm says nothing of $archive"
bad=$(echo "$undefined" | grep -xE \
	'(initscr|newterm|endwin|w?refresh|doupdate|w?getch|waddnwstr|setupterm|tcsetattr|isatty|printf|puts|putchar|vprintf|__printf_chk|perror|stdout|stderr)')
[ -z "$bad" ] || complain "libvasculum prints or knows the terminal: $bad"

exit $failed
