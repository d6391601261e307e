#!/bin/sh
# completions.sh: what bash and zsh complete, typed into real shells in tmux:
# commands, options and their values, also behind = and :, inside quotes, and
# specimens by the names of their images.
. "$(dirname "$0")/tmux_lib"

command -v bash >/dev/null 2>&1 || {
	echo "bash is not there: skipped"
	exit 77
}

run=$dir/run-a
cat >"$dir/raw.jsonl" <<'END'
{"image":"north side.jpg","sha256":"aa11111111111111111111111111111111111111111111111111111111111111","model":"m","provider":"p","dwc":{"country":"Canada"},"timestamp":"2025-01-01T00:00:00Z"}
{"image":"south.jpg","sha256":"bb11111111111111111111111111111111111111111111111111111111111111","model":"m","provider":"p","dwc":{"country":"Canada"},"timestamp":"2025-01-01T00:00:00Z"}
END
"$program" import "$run" "$dir/raw.jsonl" >/dev/null || fail "import"
XDG_DATA_HOME=$dir/data
export XDG_DATA_HOME
echo 'Poa annua' >"$dir/my-names.txt"
"$program" taxa import "$dir/my-names.txt" >/dev/null || fail "taxa import"

# shell COMMAND: a shell in the window, ready, that shows its line in brackets
# on C-x p and starts a new one. A server that was told to end may still take a
# call, and drop it.
shell()
{
	mux kill-server 2>/dev/null
	until_true mux new-session -d -x 200 -y 50 "$1"
	see READY
}

# completes TYPED LINE: Tab behind TYPED makes LINE.
completes()
{
	lines=$((lines + 1))
	mux send-keys -l "$1"
	mux send-keys Tab
	mux send-keys C-x p
	see "$lines[$2]"
}

# The expected lines are those of an editor: quoting and blanks included.
both()
{
	completes "vasculum ext" "vasculum extract "
	completes "vasculum list $run --format j" \
	    "vasculum list $run --format jsonl "
	completes "vasculum list $run -f js" "vasculum list $run -f jsonl "
	completes "vasculum list $run --where status:P" \
	    "vasculum list $run --where status:PENDING "
	completes "vasculum list $run -w missing:catalogN" \
	    "vasculum list $run -w missing:catalogNumber "
	completes "vasculum list $run --where pri" \
	    "vasculum list $run --where priority:"
	completes "vasculum extract $run --engine=lo" \
	    "vasculum extract $run --engine=local "
	completes "vasculum show $run so" "vasculum show $run south.jpg "
	completes "vasculum show $run nor" "vasculum show $run north\\ side.jpg "
	completes "vasculum edit $run south.jpg countr" \
	    "vasculum edit $run south.jpg country="
	completes "vasculum edit $run south.jpg --reject not" \
	    "vasculum edit $run south.jpg --reject not\\ a\\ specimen "
	completes "vasculum models -e openai -m gpt-4o-mi" \
	    "vasculum models -e openai -m gpt-4o-mini "
	completes "vasculum taxa mat" "vasculum taxa match "
	completes "vasculum taxa remove my" "vasculum taxa remove my-names "
	completes "vasculum $run --at so" "vasculum $run --at south.jpg "
}

cat >"$dir/bashrc" <<END
PATH=$(dirname "$program"):\$PATH
source $top/data/completions/vasculum
bind 'set enable-bracketed-paste off' 2>/dev/null
shown=0
show() { printf '\n%d[%s]\n' \$((++shown)) "\$READLINE_LINE"; READLINE_LINE=; }
bind -x '"\C-xp": show'
PS1='READY> '
END
shell "exec bash --noprofile --rcfile '$dir/bashrc' -i"
lines=0
both
completes "vasculum list $run --form" "vasculum list $run --format "
completes "vasculum list $run --where 'status:PENDING and miss" \
    "vasculum list $run --where 'status:PENDING and missing:"
completes "vasculum list $run --where=status:APP" \
    "vasculum list $run --where=status:APPROVED "
completes "vasculum show $run aa" "vasculum show $run aa$(printf '%062d' 0 |
    tr 0 1) "

command -v zsh >/dev/null 2>&1 || {
	echo "zsh is not there: not checked"
	exit 0
}
mkdir "$dir/zdot"
cat >"$dir/zdot/.zshrc" <<END
PATH=$(dirname "$program"):\$PATH
fpath=($top/data/completions \$fpath)
autoload -Uz compinit
compinit -u -d $dir/zdot/dump
unset zle_bracketed_paste
shown=0
show() { print -r -- ""; print -r -- "\$((++shown))[\$BUFFER]"; BUFFER=; zle reset-prompt }
zle -N show
bindkey '^Xp' show
PS1='READY> '
END
shell "ZDOTDIR='$dir/zdot' exec zsh -d -i"
lines=0
both
completes "vasculum list $run --form" "vasculum list $run --format="
