# man/room.mk: the manual pages, the completions, and what keeps them true.
dist_man_MANS += \
	man/vasculum.1 \
	man/vasculum-config.5 \
	man/vasculum-formats.5

bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = data/completions/vasculum

zshcompletiondir = $(datadir)/zsh/site-functions
dist_zshcompletion_DATA = data/completions/_vasculum

EXTRA_DIST += tools/doc-commands tools/doc-keys tools/doc-terms

# The picture of the README, and what makes it from a real terminal.
EXTRA_DIST += doc/console.png tools/console-png

# What is made from tables; `make check` compares, this makes it anew.
.PHONY: docs
docs:
	cd $(srcdir) && for f in man/vasculum-formats.5 \
		data/completions/vasculum data/completions/_vasculum; do \
		$(AWK) -f tools/doc-terms data/terms.tsv $$f >$$f.new && \
		cat $$f.new >$$f && rm $$f.new || exit 1; done; \
	f=man/vasculum.1; \
	$(AWK) -f tools/doc-keys data/keymap.conf ui/input/action_table.h $$f >$$f.new && \
		cat $$f.new >$$f && \
	$(AWK) -f tools/doc-commands ui/words/command_table.h $$f >$$f.new && \
		cat $$f.new >$$f && rm $$f.new
