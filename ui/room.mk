# ui/room.mk: the console, its sources and tests

# app/: the state and what changes it
libconsole_a_SOURCES += \
	ui/app/acts.h \
	ui/app/app.c ui/app/app.h \
	ui/app/effect.c ui/app/effect.h \
	ui/app/extract.c \
	ui/app/form.c \
	ui/app/grid.c \
	ui/app/layout.c ui/app/layout.h \
	ui/app/mail.c \
	ui/app/move.c \
	ui/app/queue.c \
	ui/app/reconcile.c \
	ui/app/record.c \
	ui/app/sheet.c \
	ui/app/typing.c \
	ui/app/window.c

# console/: the running console
libconsole_a_SOURCES += \
	ui/console/console.c ui/console/console.h \
	ui/console/loop.c \
	ui/console/perform.c \
	ui/console/session.h

# input/: actions, keymap, lines that are typed
libconsole_a_SOURCES += \
	ui/input/action.c ui/input/action.h \
	ui/input/keymap.c ui/input/keymap.h \
	ui/input/lineedit.c ui/input/lineedit.h

# terminal/: keys in, cells and pictures out
libconsole_a_SOURCES += \
	ui/terminal/key.c ui/terminal/key.h \
	ui/terminal/latency.c ui/terminal/latency.h \
	ui/terminal/picture.c ui/terminal/picture.h \
	ui/terminal/probe.c ui/terminal/probe.h \
	ui/terminal/rect.h \
	ui/terminal/sigwatch.c ui/terminal/sigwatch.h \
	ui/terminal/stderr_redirect.c ui/terminal/stderr_redirect.h \
	ui/terminal/surface.c ui/terminal/surface.h \
	ui/terminal/term.c ui/terminal/term.h \
	ui/terminal/term_type.c

# view/: what is drawn
libconsole_a_SOURCES += \
	ui/view/form.c \
	ui/view/grid.c \
	ui/view/help.c \
	ui/view/history.c \
	ui/view/keys.c \
	ui/view/menu.c \
	ui/view/progress.c \
	ui/view/queue.c \
	ui/view/sheet.c \
	ui/view/title.c \
	ui/view/traffic.c \
	ui/view/view.c ui/view/view.h \
	ui/view/view_writer.c ui/view/view_writer.h

ui_test_libs = libconsole.a $(test_libs)
unit_tests += \
	tests/unit/ui/test_keymap \
	tests/unit/ui/test_layout \
	tests/unit/ui/test_lineedit \
	tests/unit/ui/test_own_terms \
	tests/unit/ui/test_paint \
	tests/unit/ui/test_probe \
	tests/unit/ui/test_stderr_redirect \
	tests/unit/ui/test_scripts \
	tests/unit/ui/test_surface
tests_unit_ui_test_layout_LDADD = $(ui_test_libs)
tests_unit_ui_test_lineedit_LDADD = $(ui_test_libs)
tests_unit_ui_test_paint_LDADD = $(ui_test_libs)
tests_unit_ui_test_probe_LDADD = libconsole.a $(test_libs) $(CURSES_LIBS)
tests_unit_ui_test_stderr_redirect_LDADD = $(ui_test_libs)
tests_unit_ui_test_surface_LDADD = $(ui_test_libs)

# Shows pictures without the console, for tests/scripts/pixel.sh.
check_PROGRAMS += tests/tools/show_picture
tests_tools_show_picture_SOURCES = tests/tools/show_picture.c
tests_tools_show_picture_LDADD = libconsole.a $(core_libs)
tests_unit_ui_test_keymap_LDADD = $(ui_test_libs)
tests_unit_ui_test_scripts_SOURCES = tests/unit/ui/test_scripts.c \
	tests/kit/world.c tests/kit/world.h \
	tests/kit/world_play.c tests/kit/world_traffic.c
tests_unit_ui_test_scripts_LDADD = $(ui_test_libs)
tests_unit_ui_test_own_terms_SOURCES = tests/unit/ui/test_own_terms.c \
	tests/kit/world.c tests/kit/world.h \
	tests/kit/world_play.c tests/kit/world_traffic.c
tests_unit_ui_test_own_terms_LDADD = $(ui_test_libs)

bench_programs += tests/bench/bench_keys
tests_bench_bench_keys_SOURCES = tests/bench/bench_keys.c
tests_bench_bench_keys_LDADD = $(core_libs)

# Golden screens: a terminal in memory reads back what the console shows.
if VTERM
unit_tests += tests/unit/ui/test_screen
endif
tests_unit_ui_test_screen_SOURCES = tests/unit/ui/test_screen.c \
	tests/kit/world.c tests/kit/world.h \
	tests/kit/world_play.c tests/kit/world_traffic.c
tests_unit_ui_test_screen_CPPFLAGS = $(AM_CPPFLAGS) $(VTERM_CFLAGS)
tests_unit_ui_test_screen_LDADD = libconsole.a $(test_libs) $(CURSES_LIBS) \
	$(VTERM_LIBS)
EXTRA_DIST += tests/golden

# What sessions in a real terminal share; scripts of keys that test_scripts
# plays.
EXTRA_DIST += tests/scripts/tmux_lib \
	tests/scripts/ahead.keys \
	tests/scripts/draft.keys \
	tests/scripts/extract.keys \
	tests/scripts/form.keys \
	tests/scripts/hostile.keys \
	tests/scripts/mouse.keys \
	tests/scripts/plain.keys \
	tests/scripts/queue.keys \
	tests/scripts/readonly.keys \
	tests/scripts/reject.keys \
	tests/scripts/review.keys \
	tests/scripts/saving.keys \
	tests/scripts/sheet.keys \
	tests/scripts/small.keys \
	tests/scripts/traffic.keys \
	tests/scripts/traffic_plain.keys
