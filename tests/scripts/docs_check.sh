#!/bin/sh
# docs_check: manual, completions and --help say the same, what is made from
# tables is up to date, and the pages are clean roff.
set -u

src=${top_srcdir:-.}
vasculum=${top_builddir:-.}/vasculum
manual=$src/man/vasculum.1
. "$(dirname "$0")/tidy_lib"
tidy_dir tmp docs-check
LC_ALL=C
export LC_ALL
bad=0

wrong()
{
	printf 'docs_check: %s\n' "$*" >&2
	bad=1
}

skip()
{
	printf 'docs_check: not checked, %s is not installed\n' "$1" >&2
}

# The options that `vasculum $1 --help` shows, without their first dash.
help_options()
{
	"$vasculum" "$1" --help </dev/null 2>&1 |
	    sed -n 's/^  *\(-[A-Za-z], *\)\{0,1\}--\([a-z-]*\).*/\1 --\2/p' |
	    tr ', ' '\n\n' | sed -n 's/^-//p' | sort -u
}

# The options of a subsection of the manual: first-level items only.
manual_options()
{
	awk -v section="$1" '
		/^\.S[hs] / { inside = substr($0, 5) == section }
		inside && /^\.It Fl/ {
			n = split($0, word, /[ ,]+/)
			for (i = 1; i < n; i++)
				if (word[i] == "Fl")
					print word[i + 1]
		}' "$manual" | sort -u
}

bash_options()
{
	bash -c 'source "$1"; _vasculum_options "$2"' - \
	    "$src/data/completions/vasculum" "$1" | tr -s ' \t' '\n\n' |
	    sed -n 's/^--/-/; s/=$//; /./p' | sort -u
}

# The options of a function of the zsh completion, and of the list that it
# shares with another.
zsh_options()
{
	awk -v name="_vasculum_${1:-_console}()" '
		FNR == 1 { pass++ }
		$1 == name { inside = 1 }
		pass == 2 && shared && $0 == "_vasculum_extraction=(" {
			inside = 1
		}
		/^[})]/ { inside = 0 }
		inside && /\$_vasculum_extraction/ { shared = 1 }
		inside && (pass == 1 || $0 ~ /^\t[^_]/)
	' "$src/data/completions/_vasculum" "$src/data/completions/_vasculum" |
	    grep -o -e '--[a-z][a-z-]*=*\[' -e ',--[a-z-]*' |
	    sed 's/^,*--/-/; s/=*\[$//' | sort -u
}

# The short options with a value that the bash completion knows, against help.
check_letters()		# NAME ARGUMENT-OF-VASCULUM
{
	"$vasculum" "$2" --help </dev/null |
	    sed -n 's/^  -\([A-Za-z]\), --\([a-z-]*\) [A-Z].*/\1=\2/p' |
	    sort >"$tmp/wanted"
	bash -c 'source "$1"; _vasculum_letters "$2"' - \
	    "$src/data/completions/vasculum" "$1" | tr -s ' \t' '\n\n' |
	    sort >"$tmp/letters"
	cmp -s "$tmp/wanted" "$tmp/letters" ||
		wrong "bash completion: letters of '$2' are not those of --help"
}

# Drops the options that stand in a section of their own.
own()
{
	grep -vx -e -help -e h -e -version -e V
}

# compare WHERE WHAT: standard input against the help of WHAT in $tmp/help.
compare()
{
	own >"$tmp/here"
	diff "$tmp/help" "$tmp/here" >"$tmp/diff" ||
		wrong "$1 and --help of '$2' differ:$(sed -n \
		    's/^< / help only: -/p; s/^> / '"$1"' only: -/p' \
		    "$tmp/diff" | tr '\n' ' ')"
}

check_command()		# NAME SECTION ARGUMENT-OF-VASCULUM
{
	help_options "$3" | own >"$tmp/help"
	manual_options "$2" | compare manual "$2"
	# Completions offer the long forms.
	grep '^-' "$tmp/help" >"$tmp/long"
	mv "$tmp/long" "$tmp/help"
	if command -v bash >/dev/null 2>&1; then
		bash_options "$1" | compare "bash completion" "$2"
		check_letters "$1" "$3"
	fi
	zsh_options "$1" | compare "zsh completion" "$2"
}

check_commands()
{
	"$vasculum" --help >"$tmp/main" || wrong "vasculum --help fails"
	commands=$(sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' "$tmp/main")
	[ -n "$commands" ] || wrong "vasculum --help names no command"
	for name in $commands; do
		grep -q "^\.Ss $name\$" "$manual" ||
			wrong "no section on '$name' in the manual"
		sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESC/p' "$manual" |
			grep -q "^\.Cm $name\>" ||
			wrong "no '$name' in the synopsis of the manual"
		grep -q "^_vasculum_commands=.*\<$name\>" \
		    "$src/data/completions/vasculum" ||
			wrong "no '$name' in the bash completion"
		grep -q "^		'$name:" "$src/data/completions/_vasculum" ||
			wrong "no '$name' in the zsh completion"
		check_command "$name" "$name" "$name"
	done
	check_command "" "Opening the console" RUN
	for name in $(sed -n 's/^\.Ss \([a-z]*\)$/\1/p' "$manual"); do
		echo $commands | tr ' ' '\n' | grep -qx "$name" ||
			wrong "the manual has '$name', --help has not"
	done
}

check_made()
{
	${AWK:-awk} -f "$src/tools/doc-keys" "$src/data/keymap.conf" \
	    "$src/ui/input/action_table.h" "$manual" >"$tmp/made" &&
	    cmp -s "$tmp/made" "$manual" ||
		wrong "the keys of the manual are not up to date: 'make docs'"
	${AWK:-awk} -f "$src/tools/doc-commands" \
	    "$src/ui/words/command_table.h" "$manual" >"$tmp/made" &&
	    cmp -s "$tmp/made" "$manual" ||
		wrong "the commands of the manual are not up to date: 'make docs'"
	for f in man/vasculum-formats.5 data/completions/vasculum \
	    data/completions/_vasculum; do
		${AWK:-awk} -f "$src/tools/doc-terms" "$src/data/terms.tsv" \
		    "$src/$f" >"$tmp/made" && cmp -s "$tmp/made" "$src/$f" ||
			wrong "$f is not up to date: run 'make docs'"
	done
}

# Every table has a section in the manual of the configuration, with its
# columns in it; the section on terms has their roles.
check_tables()
{
	for table in "$src"/data/*.tsv; do
		name=${table##*/}
		awk -v name="$name" '
			/^\.S[sh] / { inside = $2 == name }
			inside' "$src/man/vasculum-config.5" >"$tmp/section"
		[ -s "$tmp/section" ] || wrong "no section on $name"
		words=$(grep -v '^#' "$table" | head -n 1)
		if [ "$name" = terms.tsv ]; then
			words="$words $(awk -F '\t' '
				/^#/ { next }
				!at { for (i = 1; i <= NF; i++)
					if ($i == "role") at = i
				      next }
				$at != "" { print $at }' "$table")"
		fi
		for word in $words; do
			grep -qw -e "$word" "$tmp/section" ||
				wrong "nothing on '$word' of $name"
		done
	done
}

check_pages()
{
	for page in "$src"/man/*.[1-9]; do
		if command -v mandoc >/dev/null 2>&1; then
			mandoc -T lint "$page" 2>/dev/null |
			    grep -v 'referenced manual not found' >"$tmp/lint"
			[ ! -s "$tmp/lint" ] || wrong "$(cat "$tmp/lint")"
		fi
		if command -v groff >/dev/null 2>&1; then
			groff -ww -mdoc -Tutf8 "$page" 2>"$tmp/lint" >/dev/null
			[ ! -s "$tmp/lint" ] || wrong "$(cat "$tmp/lint")"
		fi
	done
	command -v mandoc >/dev/null 2>&1 || skip mandoc
	command -v groff >/dev/null 2>&1 || skip groff
}

check_shells()
{
	if command -v bash >/dev/null 2>&1; then
		bash -n "$src/data/completions/vasculum" ||
			wrong "the bash completion does not parse"
	else
		skip bash
	fi
	if command -v zsh >/dev/null 2>&1; then
		zsh -n "$src/data/completions/_vasculum" ||
			wrong "the zsh completion does not parse"
	else
		skip zsh
	fi
}

check_commands
check_made
check_tables
check_pages
check_shells
exit $bad
