#!/bin/sh
# house.sh: what is said of the code is so (HACKING.md, doc/).
#
# 1. A function that a header declares is defined: a declaration that outlived
#    its function misleads whoever reads it.
# 2. What README.md, HACKING.md and doc/*.md name exists: links, files, functions
#    in the files they are said to be in, words of the code, targets of make.
# 3. HACKING.md's map has the rooms of layering.sh, each once; one of more than
#    4,000 lines or 25 files has its reason there.
# 4. Documents that comments cite exist, and their sections, too.
# 5. What the console says names keys by their actions (ui/input/keytext.h), and
#    these are there.
# 6. No two kinds of mail have one number: whoever is sent both would take one
#    for the other.
# 7. What a clone has at its top is meant to be there: not what a tool that was
#    stopped left behind, and somebody committed with the rest.
# The checks are shown planted faults first, so that they cannot pass blindly.
set -u
LC_ALL=C
export LC_ALL
top=${top_srcdir:-.}
built=${top_builddir:-.}
. "$(dirname "$0")/tidy_lib"
tidy_dir tmp house
failed=0

complain()
{
	echo "house: $*"
	failed=1
}

# --- 1. declarations --------------------------------------------------------

# Prints FILE FUNCTION of every function that the headers named in "$@"
# declare; those that a macro declares (a name that is pasted to its argument)
# too. Bodies, initialisers and members are passed over.
declared()
{
	awk '
	function end_of_file() {
		depth = 0
		text = ""
		comment = 0
		split("", pasted)
	}
	# Takes comments out of a line; `comment` goes on to the next one.
	function bare(line,    at, out) {
		out = ""
		while (line != "") {
			if (comment) {
				at = index(line, "*/")
				if (at == 0)
					return out
				line = substr(line, at + 2)
				comment = 0
				continue
			}
			at = index(line, "/*")
			if (at == 0)
				return out line
			out = out substr(line, 1, at - 1)
			line = substr(line, at + 2)
			comment = 1
		}
		return out
	}
	# `#define ACT(name) void act_##name(...)`: ACT(x) declares act_x.
	function macro(line,    name, prefix) {
		if (line !~ /[A-Za-z_]+##[a-z]+\(/)
			return
		name = line
		sub(/^#[ \t]*define[ \t]+/, "", name)
		sub(/\(.*/, "", name)
		prefix = line
		sub(/##.*/, "", prefix)
		sub(/.*[^A-Za-z0-9_]/, "", prefix)
		pasted[name] = prefix
	}
	function statement(s,    name, arg) {
		gsub(/[ \t]+/, " ", s)
		sub(/^ /, "", s)
		if (s ~ /^(typedef|static) / || s !~ /\(/ || s ~ /=/ ||
		    s ~ /^[^(]*\( ?\*/)
			return
		name = s
		sub(/ ?\(.*/, "", name)
		sub(/.*[^A-Za-z0-9_]/, "", name)
		if (name in pasted) {
			arg = s
			sub(/^[^(]*\( ?/, "", arg)
			sub(/ ?\).*/, "", arg)
			name = pasted[name] arg
		}
		if (name ~ /^[a-z]/)
			print file, name
	}
	FNR == 1 {
		end_of_file()
		file = FILENAME
	}
	{
		line = bare($0)
		if (continued || line ~ /^[ \t]*#/) {
			if (line ~ /^#[ \t]*define/)
				macro(line)
			continued = line ~ /\\$/
			next
		}
		n = length(line)
		for (i = 1; i <= n; i++) {
			c = substr(line, i, 1)
			if (c == "{") {
				depth++
				if (depth == 1)
					kept = text
			} else if (c == "}") {
				depth--
				# The body of an inline function has no ";".
				text = kept ~ /\)[^)]*$/ ? "" : kept "{}"
			} else if (depth > 0) {
				continue
			} else if (c == ";") {
				statement(text)
				text = ""
			} else {
				text = text c
			}
		}
		if (depth == 0)
			text = text " "
	}' "$@"
}

# Names that the objects define.
defined()
{
	# What was built of a file that has moved since is passed over.
	(cd "$built" && find src ui -name '*.o') | while read -r object; do
		[ ! -f "$top/${object%.o}.c" ] || echo "$object"
	done >"$tmp/objects"
	(cd "$built" && xargs nm -g <"$tmp/objects") |
		awk 'NF == 3 && $2 ~ /^[TW]$/ {
			print $3
			sub(/^_/, "", $3) # as macOS has it
			print $3
		}'
	# Without the local reader its files are not built: its sources speak.
	grep -q '^#define HAVE_OCR' "$built/config.h" ||
		(cd "$top" && find src ui -name '*.c' -exec sed -n \
			's/^[a-z].*[ *]\([a-z][a-z0-9_]*\)(.*/\1/p
			 s/^\([a-z][a-z0-9_]*\)(.*/\1/p' {} +)
}

cat >"$tmp/planted.h" <<'END'
/* int in_comment(void); */
#define ACT(name) void act_##name(struct app *app)
#define TWICE(a) \
	int in_macro(int a);
typedef int (*callback)(void);
struct ops {
	int (*member)(void *data);
};
struct ops *declared_one(const char *a, int (*visit)(void *arg)) MUST_USE;
int
declared_two(void) PRINTF_LIKE(2, 3); /* and a remark: f(); */
ACT(declared_three);
enum kind { KIND_A, KIND_B };
enum kind declared_four(struct { int x; } *y);
static inline int inlined(void)
{
	return called(1);
}
extern const struct ops some_ops;
int declared_five(int x[2]);
END
found=$(declared "$tmp/planted.h" | sed 's/.* //' | sort | tr '\n' ' ')
[ "$found" = "act_declared_three declared_five declared_four declared_one \
declared_two " ] || complain "of five planted declarations were found: $found"

(cd "$top" && find src ui -name '*.h') | sort >"$tmp/headers"
while read -r header; do
	(cd "$top" && declared "$header")
done <"$tmp/headers" >"$tmp/declared"
[ "$(wc -l <"$tmp/declared")" -gt 500 ] ||
	complain "only $(wc -l <"$tmp/declared") declarations were found"
defined | sort -u >"$tmp/defined"
[ "$(wc -l <"$tmp/defined")" -gt 500 ] ||
	complain "$built has no objects, or nm says nothing of them"
undefined()
{
	awk -v defined="$tmp/defined" '
	BEGIN { while ((getline name < defined) > 0) has[name] = 1 }
	!($2 in has) { print "  " $1 ": " $2 }'
}
bad=$(echo "planted.h no_such_function" | undefined)
[ -n "$bad" ] || complain 'a planted declaration without a definition passed'
bad=$(undefined <"$tmp/declared")
[ -z "$bad" ] || complain "declared and nowhere defined:
$bad"

# --- 2. what the documents name --------------------------------------------

(cd "$top" && find src ui tests data man tools doc -type f \
	! -name '*.o' ! -name '*.log' ! -name '*.trs' ! -path '*/.deps/*' &&
	for f in *; do [ ! -f "$f" ] || echo "$f"; done) |
	sort >"$tmp/files"
(cd "$top" && grep -rhoE --include='*.[chl]' --include='*.sh' \
	--include='*.am' --include='*.mk' --include='*.ac' --include='*.tsv' \
	--exclude=house.sh '[A-Za-z_][A-Za-z0-9_]*' src ui tests data Makefile.am configure.ac) |
	sort -u >"$tmp/words"
(cd "$top" && cat Makefile.am ./*/room.mk ./*/*/room.mk) |
	sed -n 's/^\([a-z][a-z-]*\):.*/\1/p' | sort -u >"$tmp/targets"
printf '%s\n' all check clean dist distcheck install >>"$tmp/targets"

# Is NAME a file of the tree, or the end of the path of one? Prints those.
files_of()
{
	awk -v name="$1" '
	BEGIN {
		gsub(/\./, "[.]", name)
		gsub(/\*/, "[^/]*", name)
		sub(/\/$/, "/.*", name)
	}
	$0 ~ "(^|/)" name "$"' "$tmp/files"
}

# Does FILE (of the tree) define FUNCTION?
defines()
{
	awk -v name="$2" '
	BEGIN {
		rest = name
		sub(/^[a-z]+_/, "", rest)
	}
	/^[a-z]/ { head = "" }
	/^[a-z]/ || head != "" { head = head " " $0 }
	$0 ~ "^[A-Z]+\\(" rest "\\)" { found = 1 }
	/[{;]/ && head != "" {
		if (head ~ "[ *]" name "\\([^;]*([{]|$)" && $0 !~ /;$/)
			found = 1
		head = ""
	}
	$0 ~ "^#[ \t]*define[ \t]+" name "[( ]" { found = 1 }
	END { exit !found }' "$top/$1"
}

# Complains of one thing that a document names, if it is not so. What is made
# lies where it was built.
check_name()
{
	name=$1
	case $name in
	*[\ \$\<\>\"\'=\;\|]*) return ;;
	# What stands for a name, what is made, and endings alone.
	*NAME* | *NOUN* | *ROOM* | noun_* | *.log | .*) return ;;
	*.[ch]:[a-z]*)
		file=$(files_of "${name%%:*}")
		function=${name#*:}
		[ -n "$file" ] || {
			echo "  $2: $name: no such file"
			return
		}
		for f in $file; do
			defines "$f" "${function%()}" && return
		done
		echo "  $2: $name: no such function there"
		;;
	*.[ch] | *.sh | *.md | *.mk | *.tsv | *.conf | *.awk | *.am | *.ac | \
		*.known | src/* | ui/* | data/* | tests/* | tools/* | man/* | \
		doc/*)
		[ -n "$(files_of "$name")" ] || [ -d "$top/$name" ] ||
			[ -f "$built/$name" ] ||
			[ -n "$(files_of "$name.c")" ] ||
			echo "  $2: $name: no such file"
		;;
	[a-z]*_[a-z]*)
		word=${name%()}
		case $word in
		*[!a-z0-9_]*) return ;;
		esac
		grep -qx "$word" "$tmp/words" ||
			echo "  $2: $name: no such word in the code"
		;;
	esac
}

# Prints what stands between backticks in a document, one a line, and of
# `make TARGET` the target as "make:TARGET"; and the paths of what is to be
# typed, in lines that are indented.
names()
{
	awk '
	/^```/ { code = !code; next }
	code { next }
	/^    / {
		gsub(/"/, " ")
		n = split($0, part, /[ =]+/)
		for (i = 1; i <= n; i++)
			if (part[i] ~ /^(src|ui|data|tests|tools|man|doc)\//)
				print part[i]
		next
	}
	{
		n = split($0, part, "`")
		for (i = 2; i <= n; i += 2) {
			if (part[i] ~ /^make( -j2?)? [a-z-]+/) {
				split(part[i], word, " ")
				t = word[2] ~ /^-/ ? word[3] : word[2]
				print "make:" t
			} else {
				print part[i]
			}
		}
	}' "$1" | sort -u
}

# Complains of links in a document that lead nowhere in the tree.
check_links()
{
	grep -o '](\([^)]*\))' "$1" | sed 's/^](//; s/)$//; s/#.*//' |
		grep -v -e '^$' -e '^[a-z]*:' | while read -r link; do
		[ -e "${1%/*}/$link" ] ||
			echo "  $2: no file for the link $link"
	done
}

check_document()
{
	check_links "$1" "$2"
	names "$1" | while read -r name; do
		case $name in
		make:tests/*)
			[ -f "$top/${name#make:}.c" ] ||
				echo "  $2: no program ${name#make:}"
			;;
		make:*)
			grep -qx "${name#make:}" "$tmp/targets" ||
				echo "  $2: no target of make: ${name#make:}"
			;;
		*) check_name "$name" "$2" ;;
		esac
	done
}

cat >"$tmp/planted.md" <<'END'
Good: `src/main.c`, `main.c:main`, `chat/fault.c`, `tests/scripts/house.sh`,
`tests/scripts/network_*.sh`, `commands.c:command_find()`, `error_set`, `make check`,
`src/base`, `vasculum RUN`, `span_*.c`.
Bad: `src/no_such.c`, `main.c:no_such_function`, `no_such/fault.c`,
`no_such_word_at_all`, `make no-such-target`.

    make check TESTS="tests/scripts/no_such.sh tests/unit/base/test_base"

[A link](no_such.md), [none of the tree](https://example.org/no_such.md).
END
bad=$(check_document "$tmp/planted.md" planted)
[ "$(echo "$bad" | wc -l)" -eq 7 ] ||
	complain "of seven planted names that are wrong were found:
$bad"

documents=$(cd "$top" && ls README.md HACKING.md doc/*.md)
bad=$(for d in $documents; do check_document "$top/$d" "$d"; done)
[ -z "$bad" ] || complain "what documents name is not so:
$bad"

# --- 3. the map --------------------------------------------------------------

# The first cells of a table of HACKING.md, after the mark <!-- NAME -->.
table()
{
	awk -v mark="<!-- $1 -->" '
	$0 == mark { on = 1; next }
	on && /^\| *`/ { split($0, part, "`"); print part[2]; seen = 1; next }
	on && seen { exit }' "$top/HACKING.md"
}

sed -n "/^cat .*rooms.*<<'END'/,/^END/p" "$top/tests/scripts/layering.sh" |
	awk '/^[a-z]/ && !/^cat / { print $1 }' | sort >"$tmp/rooms"
table rooms | sort >"$tmp/mapped"
[ "$(wc -l <"$tmp/rooms")" -gt 20 ] ||
	complain 'the rooms of layering.sh were not found'
bad=$(comm -3 "$tmp/rooms" "$tmp/mapped")
[ -z "$bad" ] || complain "layering.sh and HACKING.md's map (right) differ:
$bad"

# Prints the functions of a source that take more than a screen: 45 lines between
# their braces.
too_long()
{
	awk '
	/^\{/ { from = FNR }
	/^\}/ {
		if (from > 0 && FNR - from > 46)
			print "  " FILENAME ":" from " has " FNR - from - 1
		from = 0
	}' "$@"
}
awk 'BEGIN {
	print "{"; for (i = 0; i < 45; i++) print "\tx;"; print "}"
	print "{"; for (i = 0; i < 46; i++) print "\tx;"; print "}" }' \
	>"$tmp/planted.c"
[ "$(too_long "$tmp/planted.c" | wc -l)" -eq 1 ] ||
	complain 'a planted function of 46 lines passed'
bad=$(cd "$top" && find src ui -name '*.c' | sort |
	while read -r file; do too_long "$file"; done)
[ -z "$bad" ] || complain "over 45 lines between the braces:
$bad"

# Prints ROOM LINES FILES of the directories of the tree with sources.
sizes()
{
	(cd "$top" && find src ui -name '*.[ch]' | while read -r f; do
		room=${f%/*}
		echo "${room#src/} $(wc -l <"$f")"
	done) | awk '$1 != "src" { lines[$1] += $2; files[$1]++ }
		END { for (r in lines) print r, lines[r], files[r] }'
}
sizes >"$tmp/sizes"
table large | sort >"$tmp/large"
# Those that are too large without a reason; and reasons that have outlived
# their room's size by far.
too_large()
{
	awk -v large="$tmp/large" '
	BEGIN { while ((getline room < large) > 0) reason[room] = 1 }
	($2 > 4000 || $3 > 25) && !($1 in reason) {
		print "  " $1 " has " $2 " lines in " $3 " files"
	}
	$2 < 3600 && $3 < 23 && $1 in reason {
		print "  " $1 " is not large any more"
	}'
}
bad=$(printf '%s\n' 'attic 4001 2' 'cellar 20 26' 'hall 4000 25' |
	too_large | wc -l)
[ "$bad" -eq 2 ] || complain 'planted rooms that are too large passed'
bad=$(too_large <"$tmp/sizes")
[ -z "$bad" ] || complain "over 4,000 lines or 25 files; split it, or give the \
reason in HACKING.md:
$bad"

# --- 4. what comments cite ---------------------------------------------------

# Prints FILE DOCUMENT [SECTION] of citations in the files named on standard
# input; a section stands in quotation marks behind its document.
cited()
{
	xargs awk '
	FNR == 1 { flush_text(); file = FILENAME }
	{
		line = $0
		sub(/^[ \t]*(\*|#|\.\\"|dnl)?[ \t]*/, "", line)
		text = text " " line
	}
	END { flush_text() }
	function flush_text(    rest, cite, section) {
		rest = text
		while (match(rest, /[A-Za-z_][A-Za-z\/_-]*\.md|vasculum[a-z-]*\([15]\)/)) {
			cite = substr(rest, RSTART, RLENGTH)
			rest = substr(rest, RSTART + RLENGTH)
			section = ""
			if (match(rest, /^[,:]? \(?"[^"]+"/)) {
				section = substr(rest, RSTART, RLENGTH)
				gsub(/^[^"]*"|"$/, "", section)
			}
			print file "\t" cite "\t" section
		}
		text = ""
	}'
}

check_citations()
{
	while IFS='	' read -r file cite section; do
		case $cite in
		*\([15]\))
			page=${cite%(*}
			at=man/$page.${cite#*(}
			at=${at%)}
			;;
		*) at=$cite ;;
		esac
		if [ ! -f "$top/$at" ]; then
			echo "  $file: $cite does not exist"
		elif [ -n "$section" ] &&
			! grep -qixE "(#+|\\.S[hs]) \"?$section\"?" "$top/$at"; then
			echo "  $file: $cite has no section \"$section\""
		fi
	done
}

cat >"$tmp/planted.c" <<'END'
/* Good: doc/design.md, "The rooms"; vasculum-formats(5). See HACKING.md and
 * doc/design.md ("The rules of
 * the journals"). */
/* Bad: design.md, see facts/formats.md, doc/design.md, "The
 * cellar", and vasculum-nothing(5). */
END
bad=$(echo "$tmp/planted.c" | cited | check_citations)
[ "$(echo "$bad" | wc -l)" -eq 4 ] ||
	complain "of four planted citations that are wrong were found:
$bad"

bad=$( (cd "$top" && find src ui tests/kit tests/tools tests/unit \
	tests/scripts tests/bench tests/fuzz data tools man -type f \
	\( -name '*.[ch]' -o -name '*.sh' -o -name '*.mk' -o -name '*_lib' \
	-o -name '*.tsv' -o -name '*.awk' -o -path 'tools/*' \) \
	! -name house.sh && ls Makefile.am configure.ac bootstrap) |
	(cd "$top" && cited) | check_citations)
[ -z "$bad" ] || complain "what comments cite is not there:
$bad"

# --- 5. keys in what is said ---------------------------------------------------

# Prints literals of the files named in "$@" that name a key themselves ("Enter
# saves", "o lists"), and actions in braces that are in no table. Strings that a
# line break parts are joined; tables of keys by themselves ("Enter") are none.
said_keys()
{
	awk -v actions="$1" '
	BEGIN {
		while ((getline line <actions) > 0)
			if (match(line, /ACTION\([A-Z_0-9]+, "[a-z-]+"/)) {
				name = substr(line, RSTART, RLENGTH)
				gsub(/^[^"]*"|"$/, "", name)
				known[name] = 1
			}
		named = "(^|[^A-Za-z-])(Enter|Esc|Tab|BackTab|Space|Backspace" \
			"|Up, Down|PageUp|PageDown|[CM]-[^ ,:;.]+)([ ,:;.]|$)"
		does = "(^|[ ;,:.])([b-zB-Z/:?!.+<>=]( and [A-Z])? " \
			"(do|go|[a-z]+s)|a (asks|signs)|with [b-z]$)" \
			"|[;,] [A-Za-z]: [a-z]"
	}
	function told(text,    rest, name, words) {
		words = split(text, rest, " ")
		if (words > 1 && (text ~ named || text ~ does))
			print FILENAME ": \"" text "\""
		while (match(text, /\{[a-z:-]+\}/)) {
			name = substr(text, RSTART + 1, RLENGTH - 2)
			sub(/^[a-z]+:/, "", name)
			if (!(name in known))
				print FILENAME ": no action " name
			text = substr(text, RSTART + RLENGTH)
		}
	}
	FNR == 1 { whole = ""; open = 0 }
	/^#include|^[ \t]*\/?\*/ { next }
	{
		line = $0
		while (match(line, /"([^"\\]|\\.)*"/)) {
			before = substr(line, 1, RSTART - 1)
			if (!open || before ~ /[^ \t\\]/) {
				if (whole != "")
					told(whole)
				whole = ""
			}
			whole = whole substr(line, RSTART + 1, RLENGTH - 2)
			line = substr(line, RSTART + RLENGTH)
			open = 1
		}
		if (line ~ /[^ \t\\]/)
			open = 0
	}
	END { if (whole != "") told(whole) }
	' $(shift; echo "$@")
}

cat >"$tmp/planted.c" <<'END'
	say("no field was open: Enter saves this here, "
	    "and it goes on");
	say("it is signed; O opens it again");
	say("a record that says so; {undoo} takes it back");
	say("{; {undo} takes a part of it back}", "Enter", "C-s");
END
bad=$(said_keys "$top/ui/input/action_table.h" "$tmp/planted.c")
[ "$(echo "$bad" | wc -l)" -eq 3 ] ||
	complain "of three planted texts about keys were found:
$bad"
# The monitor has keys that nobody changes.
bad=$(cd "$top" && said_keys ui/input/action_table.h $(find ui -name '*.c' \
	! -path 'ui/monitor/*' ! -path 'ui/tmux/*' ! -path 'ui/keyboard/*' ! -path 'ui/terminal/*' \
	! -name habit.c ! -name keytext.c))
[ -z "$bad" ] || complain "keys are named that a keymap may change:
$bad"

# --- 6. kinds of mail ----------------------------------------------------------

# Prints NUMBER NAME FILE of the kinds that enumerations NOUN_mail_kind of the
# files named on standard input have.
mail_kinds()
{
	xargs awk '
	/^enum [a-z_]+_mail_kind/ { inside = 1; next_number = 0 }
	inside {
		line = $0
		gsub(/\/\*[^*]*(\*\/)?|^enum [a-z_]+|[{}; \t]/, "", line)
		n = split(line, members, ",")
		for (i = 1; i <= n; i++) {
			if (members[i] !~ /^[A-Z]/)
				continue
			split(members[i], pair, "=")
			if (pair[2] != "")
				next_number = pair[2]
			print next_number++, pair[1], FILENAME
		}
	}
	/}/ { inside = 0 }'
}

# Those whose number another one has.
same_numbers()
{
	sort -n | awk '$1 == number { print "  " name " and " $2 ": " $1 }
		{ number = $1; name = $2 }'
}

cat >"$tmp/planted.h" <<'END'
enum one_mail_kind {
	ONE_MAIL_FIRST = 100, /* struct one, two, 3 */
	ONE_MAIL_SECOND	      /* struct second */
};
enum other_mail_kind { OTHER_MAIL = 101 /* struct other */ };
END
bad=$(echo "$tmp/planted.h" | mail_kinds | same_numbers)
[ "$bad" = '  ONE_MAIL_SECOND and OTHER_MAIL: 101' ] ||
	[ "$bad" = '  OTHER_MAIL and ONE_MAIL_SECOND: 101' ] ||
	complain "of planted kinds of mail with one number was said: $bad"
bad=$(cd "$top" && find src ui -name '*.[ch]' | mail_kinds | same_numbers)
[ -z "$bad" ] || complain "kinds of mail with one number:
$bad"

# --- 7. the top of a clone -------------------------------------------------------

# Of the paths on standard input those at the top that neither Makefile.am names
# nor automake and git know by themselves.
strays()
{
	grep -v / | while read -r file; do
		case $file in
		AUTHORS | COPYING | NEWS | Makefile.am | configure.ac | .gitignore)
			continue ;;
		esac
		sed -n '/^EXTRA_DIST/,/[^\\]$/p' "$top/Makefile.am" | tr ' \t' '\n\n' |
			grep -qxF -e "$file" || echo "  $file"
	done
}

bad=$(printf '%s\n' README.md stAbCdEf src/main.c bootstrap | strays)
[ "$bad" = '  stAbCdEf' ] || complain "of a planted stray was said: $bad"
bad=$(git -C "$top" ls-files 2>/dev/null | strays)
[ -z "$bad" ] || complain "files at the top that nothing names:
$bad"

# --- the tarball ---------------------------------------------------------------

# Scripts of keys are found by their names: one that is not shipped is missed by
# nobody.
bad=$(cd "$top" && for script in tests/scripts/*.keys; do
	grep -qF "$script" ui/room.mk || echo "$script"
done)
[ -z "$bad" ] || complain "not listed in ui/room.mk:
$bad"

# Prints what the EXTRA_DIST of makefiles in a tree names and is not there, or is
# there alone where it was written: .gitignore hides it, and it is not tracked.
not_shipped()
{
	(cd "$1" && awk '
	/^EXTRA_DIST/ { inside = 1; sub(/^[A-Z_]+ *[+]?=/, "") }
	inside {
		goes_on = sub(/\\$/, "")
		for (i = 1; i <= NF; i++)
			if ($i !~ /[$]/)
				print $i
		inside = goes_on
	}' $(find . -name '*.mk' -o -path ./Makefile.am) | while read -r file; do
		if [ ! -e "$file" ]; then
			echo "$file"
		elif [ -e .git ] && git check-ignore -q "$file" 2>/dev/null; then
			echo "$file (.gitignore)"
		fi
	done)
}

mkdir "$tmp/ships"
printf 'EXTRA_DIST += there \\\n\tnowhere.js $(made)\nOTHER = absent\n' >"$tmp/ships/room.mk"
: >"$tmp/ships/there"
bad=$(not_shipped "$tmp/ships")
[ "$bad" = nowhere.js ] || complain "of planted files that are not shipped was said: $bad"
bad=$(not_shipped "$top")
[ -z "$bad" ] || complain "make dist lacks:
$bad"

exit $failed
