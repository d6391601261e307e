# ui/room.mk: the console, its sources and tests
libconsole_a_SOURCES += \
	ui/acts.h \
	ui/action.c ui/action.h \
	ui/app.c ui/app.h \
	ui/app_extract.c \
	ui/app_form.c \
	ui/app_grid.c \
	ui/app_mail.c \
	ui/app_move.c \
	ui/app_queue.c \
	ui/app_record.c \
	ui/app_settle.c \
	ui/app_sheet.c \
	ui/app_typing.c \
	ui/app_window.c \
	ui/console.c ui/console.h \
	ui/effect.c ui/effect.h \
	ui/form_view.c \
	ui/grid_view.c \
	ui/help_view.c \
	ui/history_view.c \
	ui/key.c ui/key.h \
	ui/keymap.c ui/keymap.h \
	ui/keys_view.c \
	ui/layout.c ui/layout.h \
	ui/latency.c ui/latency.h \
	ui/lineedit.c ui/lineedit.h \
	ui/loop.c \
	ui/menu_view.c \
	ui/pen.c ui/pen.h \
	ui/perform.c \
	ui/progress_view.c \
	ui/queue_view.c \
	ui/quiet.c ui/quiet.h \
	ui/rect.h \
	ui/session.h \
	ui/sheet_view.c \
	ui/sigwatch.c ui/sigwatch.h \
	ui/surface.c ui/surface.h \
	ui/term.c ui/term.h ui/term_type.c \
	ui/title_view.c \
	ui/traffic_view.c \
	ui/view.c ui/view.h
# What the terminal can do, and the pictures in it.
libconsole_a_SOURCES += \
	ui/probe.c ui/probe.h \
	ui/picture.c ui/picture.h

ui_test_libs = libconsole.a $(test_libs)
unit_tests += \
	tests/unit/test_keymap \
	tests/unit/test_layout \
	tests/unit/test_lineedit \
	tests/unit/test_paint \
	tests/unit/test_probe \
	tests/unit/test_quiet \
	tests/unit/test_scripts \
	tests/unit/test_surface
tests_unit_test_layout_LDADD = $(ui_test_libs)
tests_unit_test_lineedit_LDADD = $(ui_test_libs)
tests_unit_test_paint_LDADD = $(ui_test_libs)
tests_unit_test_probe_LDADD = libconsole.a $(test_libs) $(CURSES_LIBS)
tests_unit_test_quiet_LDADD = $(ui_test_libs)
tests_unit_test_surface_LDADD = $(ui_test_libs)

# Shows pictures without the console, for tests/scripts/pixel.sh.
check_PROGRAMS += tests/tools/show_picture
tests_tools_show_picture_SOURCES = tests/tools/show_picture.c
tests_tools_show_picture_LDADD = libconsole.a $(core_libs)
tests_unit_test_keymap_LDADD = $(ui_test_libs)
tests_unit_test_scripts_SOURCES = tests/unit/test_scripts.c \
	tests/unit/world.c tests/unit/world.h \
	tests/unit/world_play.c tests/unit/world_traffic.c
tests_unit_test_scripts_LDADD = $(ui_test_libs)

bench_programs += tests/bench/bench_keys
tests_bench_bench_keys_SOURCES = tests/bench/bench_keys.c
tests_bench_bench_keys_LDADD = $(core_libs)

# Golden screens: a terminal in memory reads back what the console shows.
if VTERM
unit_tests += tests/unit/test_screen
endif
tests_unit_test_screen_SOURCES = tests/unit/test_screen.c \
	tests/unit/world.c tests/unit/world.h \
	tests/unit/world_play.c tests/unit/world_traffic.c
tests_unit_test_screen_CPPFLAGS = $(AM_CPPFLAGS) $(VTERM_CFLAGS)
tests_unit_test_screen_LDADD = libconsole.a $(test_libs) $(CURSES_LIBS) \
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
