# ui/room.mk: the console, its sources and tests

# keyboard/: from the bytes of a terminal to keys
libconsole_a_SOURCES += \
	ui/keyboard/character.c ui/keyboard/character.h \
	ui/keyboard/key.c ui/keyboard/key.h \
	ui/keyboard/keystream.c ui/keyboard/keystream.h \
	ui/keyboard/machine.c ui/keyboard/machine.h \
	ui/keyboard/sequence.c ui/keyboard/sequence.h

# tmux/: the tmux around us
libconsole_a_SOURCES += \
	ui/tmux/passthrough.c ui/tmux/passthrough.h \
	ui/tmux/tmux.c ui/tmux/tmux.h

# probe/: what the terminal can do
libconsole_a_SOURCES += \
	ui/probe/answers.c ui/probe/answers.h \
	ui/probe/probe.c ui/probe/probe.h \
	ui/probe/traits.c ui/probe/traits.h

# terminal/: keys in, cells and pictures out
libconsole_a_SOURCES += \
	ui/terminal/editor.c ui/terminal/editor.h \
	ui/terminal/latency.c ui/terminal/latency.h \
	ui/terminal/pace.c ui/terminal/pace.h \
	ui/terminal/parting.c ui/terminal/parting.h \
	ui/terminal/parcel.c ui/terminal/parcel.h \
	ui/terminal/picture.c ui/terminal/picture.h \
	ui/terminal/placeholder.c ui/terminal/placeholder.h \
	ui/terminal/rect.h \
	ui/terminal/sigwatch.c ui/terminal/sigwatch.h \
	ui/terminal/stderr_redirect.c ui/terminal/stderr_redirect.h \
	ui/terminal/surface.c ui/terminal/surface.h \
	ui/terminal/term.c ui/terminal/term.h \
	ui/terminal/term_type.c

# input/: actions, keymap, lines that are typed
libconsole_a_SOURCES += \
	ui/input/action.c ui/input/action.h \
	ui/input/action_table.h \
	ui/input/habit.c ui/input/habit.h \
	ui/input/keymap.c ui/input/keymap.h \
	ui/input/keytext.c ui/input/keytext.h \
	ui/input/lineedit.c ui/input/lineedit.h \
	ui/input/linerows.c ui/input/linerows.h

# words/: parts of the state that know nothing of it: commands, columns, marks
libconsole_a_SOURCES += \
	ui/words/command.c ui/words/command.h \
	ui/words/command_table.h \
	ui/words/history.c ui/words/history.h \
	ui/words/deeds.c ui/words/deeds.h \
	ui/words/marks.c ui/words/marks.h \
	ui/words/queue_columns.c ui/words/queue_columns.h \
	ui/words/way.h \
	ui/words/work.h

# monitor/: a screen on which a run is watched
libconsole_a_SOURCES += \
	ui/monitor/events.c \
	ui/monitor/feeder.c ui/monitor/feeder.h \
	ui/monitor/fields.c \
	ui/monitor/loop.c \
	ui/monitor/monitor.h \
	ui/monitor/paint.c \
	ui/monitor/parts.h \
	ui/monitor/people.c \
	ui/monitor/progress.c \
	ui/monitor/sheet.c \
	ui/monitor/state.c ui/monitor/state.h

# state/: what the console knows, and questions about it
libconsole_a_SOURCES += \
	ui/state/burst.h \
	ui/state/determinations.c ui/state/determinations.h \
	ui/state/columns.c ui/state/columns.h \
	ui/state/detail.c ui/state/detail.h \
	ui/state/doubtful.c ui/state/doubtful.h \
	ui/state/effect.c ui/state/effect.h \
	ui/state/foresight.h \
	ui/state/helps.c ui/state/helps.h \
	ui/state/lacks.c ui/state/lacks.h \
	ui/state/layout.c ui/state/layout.h \
	ui/state/menu.c ui/state/menu.h \
	ui/state/pace.h \
	ui/state/painted.c ui/state/painted.h \
	ui/state/pendings.c ui/state/pendings.h \
	ui/state/sheet_text.h \
	ui/state/state.c ui/state/state.h \
	ui/state/typing.c ui/state/typing.h

# past/: the values that a field has had
libconsole_a_SOURCES += \
	ui/past/revert.c ui/past/revert.h

# list/: help, history, traffic: lines that are told of the state
libconsole_a_SOURCES += \
	ui/list/advice.c ui/list/advice.h \
	ui/list/help.c \
	ui/list/history.c \
	ui/list/list.c ui/list/list.h \
	ui/list/listing.c ui/list/listing.h \
	ui/list/summary.c \
	ui/list/traffic.c

# typing/: what a line that is typed into a field may become
libconsole_a_SOURCES += \
	ui/typing/determinations.c ui/typing/determinations.h \
	ui/typing/list.c ui/typing/list.h \
	ui/typing/outside.c ui/typing/outside.h

# update/sheet/: the picture or text of the sheet, and words that are chosen from
# it
libconsole_a_SOURCES += \
	ui/update/sheet/pick.c ui/update/sheet/pick.h \
	ui/update/sheet/sheet.c ui/update/sheet/sheet.h \
	ui/update/sheet/sheet_text.c ui/update/sheet/sheet_text.h

# ditto/: values from another record, the last correction, the wrong field
libconsole_a_SOURCES += \
	ui/ditto/ditto.c ui/ditto/ditto.h \
	ui/ditto/move.c ui/ditto/move.h

# update/: what a curator does, group by group
libconsole_a_SOURCES += \
	ui/update/columns.c ui/update/columns.h \
	ui/update/extraction.c ui/update/extraction.h \
	ui/update/field.c ui/update/field.h \
	ui/update/foresee.c ui/update/foresee.h \
	ui/update/form.c ui/update/form.h \
	ui/update/grid.c ui/update/grid.h \
	ui/update/leave.c ui/update/leave.h \
	ui/update/line.c ui/update/line.h \
	ui/update/move.c ui/update/move.h \
	ui/update/queue.c ui/update/queue.h \
	ui/update/record.c ui/update/record.h \
	ui/update/sign.c ui/update/sign.h \
	ui/update/undo.c ui/update/undo.h \
	ui/update/window.c ui/update/window.h

# way/: finding one's way by name: the lines of commands and terms
libconsole_a_SOURCES += \
	ui/way/command_run.c ui/way/command_run.h \
	ui/way/offers.c ui/way/offers.h \
	ui/way/setting.c ui/way/setting.h \
	ui/way/way.c ui/way/way.h

# app/: keys, actions and mail, and what follows from them
libconsole_a_SOURCES += \
	ui/app/app.c ui/app/app.h \
	ui/app/arrive.c ui/app/arrive.h \
	ui/app/burst.c ui/app/burst.h \
	ui/app/dispatch.c ui/app/dispatch.h \
	ui/app/keys.c ui/app/keys.h \
	ui/app/mail.c ui/app/mail.h \
	ui/app/reconcile.c ui/app/reconcile.h \
	ui/app/word.c ui/app/word.h

# view/: what is drawn
libconsole_a_SOURCES += \
	ui/view/determinations.c \
	ui/view/columns.c \
	ui/view/detail.c \
	ui/view/form.c \
	ui/view/frame.c ui/view/frame.h \
	ui/view/grid.c \
	ui/view/keys.c \
	ui/view/list.c \
	ui/view/menu.c \
	ui/view/offers.c \
	ui/view/progress.c \
	ui/view/queue.c \
	ui/view/sheet.c \
	ui/view/sheet_text.c \
	ui/view/title.c \
	ui/view/typing.c \
	ui/view/view.c ui/view/view.h

# console/: the running console
libconsole_a_SOURCES += \
	ui/console/console.c ui/console/console.h \
	ui/console/loop.c \
	ui/console/perform.c \
	ui/console/session.h \
	ui/console/answers.c ui/console/traits.c

ui_test_libs = libconsole.a $(test_libs)
# A console without a terminal, which scripts of keys are played into.
world_sources = tests/kit/world.c tests/kit/world.h \
	tests/kit/world_columns.c tests/kit/world_columns.h \
	tests/kit/world_label.c \
	tests/kit/world_play.c tests/kit/world_traffic.c
unit_tests += \
	tests/unit/ui/test_dispatch \
	tests/unit/ui/test_doubtful \
	tests/unit/ui/test_keymap \
	tests/unit/ui/test_keystream \
	tests/unit/ui/test_layout \
	tests/unit/ui/test_lineedit \
	tests/unit/ui/test_marks \
	tests/unit/ui/test_monitor \
	tests/unit/ui/test_linerows \
	tests/unit/ui/test_own_terms \
	tests/unit/ui/test_pace \
	tests/unit/ui/test_paint \
	tests/unit/ui/test_probe \
	tests/unit/ui/test_queue_columns \
	tests/unit/ui/test_replies \
	tests/unit/ui/test_record \
	tests/unit/ui/test_spent \
	tests/unit/ui/test_stderr_redirect \
	tests/unit/ui/test_scripts \
	tests/unit/ui/test_surface \
	tests/unit/ui/test_typing \
	tests/unit/ui/test_walk \
	tests/unit/ui/test_words
tests_unit_ui_test_dispatch_SOURCES = tests/unit/ui/test_dispatch.c \
	$(world_sources)
tests_unit_ui_test_dispatch_LDADD = $(ui_test_libs)
tests_unit_ui_test_doubtful_SOURCES = tests/unit/ui/test_doubtful.c \
	$(world_sources)
tests_unit_ui_test_doubtful_LDADD = $(ui_test_libs)
tests_unit_ui_test_keystream_LDADD = $(ui_test_libs)
tests_unit_ui_test_layout_LDADD = $(ui_test_libs)
tests_unit_ui_test_lineedit_LDADD = $(ui_test_libs)
tests_unit_ui_test_marks_LDADD = $(ui_test_libs)
tests_unit_ui_test_monitor_LDADD = $(ui_test_libs)
tests_unit_ui_test_linerows_LDADD = $(ui_test_libs)
tests_unit_ui_test_pace_LDADD = $(ui_test_libs)
tests_unit_ui_test_paint_LDADD = $(ui_test_libs)
tests_unit_ui_test_queue_columns_LDADD = $(ui_test_libs)
tests_unit_ui_test_probe_LDADD = libconsole.a $(test_libs) $(CURSES_LIBS)
tests_unit_ui_test_replies_SOURCES = tests/unit/ui/test_replies.c \
	$(world_sources)
tests_unit_ui_test_replies_LDADD = $(ui_test_libs)
tests_unit_ui_test_record_SOURCES = tests/unit/ui/test_record.c \
	$(world_sources)
tests_unit_ui_test_record_LDADD = $(ui_test_libs)
tests_unit_ui_test_spent_SOURCES = tests/unit/ui/test_spent.c \
	$(world_sources)
tests_unit_ui_test_spent_LDADD = $(ui_test_libs)
tests_unit_ui_test_stderr_redirect_LDADD = $(ui_test_libs)
tests_unit_ui_test_surface_LDADD = $(ui_test_libs)
tests_unit_ui_test_typing_SOURCES = tests/unit/ui/test_typing.c \
	$(world_sources)
tests_unit_ui_test_typing_LDADD = $(ui_test_libs)
tests_unit_ui_test_walk_SOURCES = tests/unit/ui/test_walk.c \
	tests/kit/world.c tests/kit/world.h \
	tests/kit/world_columns.c tests/kit/world_columns.h \
	tests/kit/world_label.c \
	tests/kit/world_play.c tests/kit/world_traffic.c
tests_unit_ui_test_walk_LDADD = $(ui_test_libs)
tests_unit_ui_test_words_LDADD = $(ui_test_libs)

# Shows pictures without the console, for tests/scripts/pixel.sh.
check_PROGRAMS += tests/tools/show_picture
tests_tools_show_picture_SOURCES = tests/tools/show_picture.c
tests_tools_show_picture_LDADD = libconsole.a $(core_libs)
tests_unit_ui_test_keymap_LDADD = $(ui_test_libs)
tests_unit_ui_test_scripts_SOURCES = tests/unit/ui/test_scripts.c \
	$(world_sources)
tests_unit_ui_test_scripts_LDADD = $(ui_test_libs)
tests_unit_ui_test_own_terms_SOURCES = tests/unit/ui/test_own_terms.c \
	$(world_sources)
tests_unit_ui_test_own_terms_LDADD = $(ui_test_libs)

fuzz_targets += tests/fuzz/fuzz_keystream
tests_fuzz_fuzz_keystream_SOURCES = tests/fuzz/fuzz_keystream.c $(fuzz_main)
tests_fuzz_fuzz_keystream_LDADD = libconsole.a $(core_libs)
tests_fuzz_fuzz_keystream_LDFLAGS = $(AM_LDFLAGS) $(fuzz_ldflags)

bench_programs += tests/bench/bench_keys
tests_bench_bench_keys_SOURCES = tests/bench/bench_keys.c
tests_bench_bench_keys_LDADD = $(core_libs)
bench_programs += tests/bench/bench_typing
tests_bench_bench_typing_SOURCES = tests/bench/bench_typing.c \
	$(world_sources)
tests_bench_bench_typing_LDADD = $(ui_test_libs)

# Golden screens: a terminal in memory reads back what the console shows.
if VTERM
unit_tests += tests/unit/ui/test_screen
endif
tests_unit_ui_test_screen_SOURCES = tests/unit/ui/test_screen.c \
	$(world_sources)
tests_unit_ui_test_screen_CPPFLAGS = $(AM_CPPFLAGS) $(VTERM_CFLAGS)
tests_unit_ui_test_screen_LDADD = libconsole.a $(test_libs) $(CURSES_LIBS) \
	$(VTERM_LIBS)
EXTRA_DIST += tests/golden

# What sessions in a real terminal share; scripts of keys that test_scripts
# plays.
EXTRA_DIST += tests/scripts/tmux_lib \
	tests/scripts/ahead.keys \
	tests/scripts/along.keys \
	tests/scripts/begun.keys \
	tests/scripts/claims.keys \
	tests/scripts/command.keys \
	tests/scripts/common.keys \
	tests/scripts/completion.keys \
	tests/scripts/determinations.keys \
	tests/scripts/ditto.keys \
	tests/scripts/ditto_day.keys \
	tests/scripts/draft.keys \
	tests/scripts/evidence.keys \
	tests/scripts/extract.keys \
	tests/scripts/folders.keys \
	tests/scripts/form.keys \
	tests/scripts/groups.keys \
	tests/scripts/habits.keys \
	tests/scripts/haste.keys \
	tests/scripts/hostile.keys \
	tests/scripts/lines.keys \
	tests/scripts/making.keys \
	tests/scripts/many.keys \
	tests/scripts/mouse.keys \
	tests/scripts/override.keys \
	tests/scripts/pace.keys \
	tests/scripts/pairs.keys \
	tests/scripts/plain.keys \
	tests/scripts/queue.keys \
	tests/scripts/readonly.keys \
	tests/scripts/rebound.keys \
	tests/scripts/reject.keys \
	tests/scripts/revert.keys \
	tests/scripts/review.keys \
	tests/scripts/rhythm.keys \
	tests/scripts/saving.keys \
	tests/scripts/search.keys \
	tests/scripts/sheet.keys \
	tests/scripts/shut.keys \
	tests/scripts/signed.keys \
	tests/scripts/sizes.keys \
	tests/scripts/panes.keys \
	tests/scripts/small.keys \
	tests/scripts/stale.keys \
	tests/scripts/strokes.keys \
	tests/scripts/summary.keys \
	tests/scripts/term.keys \
	tests/scripts/traffic.keys \
	tests/scripts/traffic_batches.keys \
	tests/scripts/traffic_plain.keys \
	tests/scripts/trust.keys \
	tests/scripts/typing.keys \
	tests/scripts/unsaved.keys \
	tests/scripts/unseen.keys \
	tests/scripts/values.keys \
	tests/scripts/views.keys \
	tests/scripts/windows.keys \
	tests/scripts/words.keys \
	tests/scripts/written.keys \
	tests/scripts/words_hostile.keys \
	tests/scripts/words_pixels.keys
