# tests/room.mk: what all tests share; the rooms list their own unit tests.
test_libs = $(core_libs) $(CMOCKA_LIBS)

# Tests find the tree by these; ../shared is used only where it exists.
AM_TESTS_ENVIRONMENT = \
	srcdir='$(srcdir)'; top_srcdir='$(top_srcdir)'; \
	top_builddir='$(top_builddir)'; \
	export srcdir top_srcdir top_builddir;

dist_check_scripts = \
	tests/scripts/bootstrap.sh \
	tests/scripts/cli_review.sh \
	tests/scripts/completions.sh \
	tests/scripts/contracts.sh \
	tests/scripts/demo_read.sh \
	tests/scripts/demo_sheets.sh \
	tests/scripts/docs_check.sh \
	tests/scripts/export.sh \
	tests/scripts/extract.sh \
	tests/scripts/fault_server.sh \
	tests/scripts/full_disk.sh \
	tests/scripts/house.sh \
	tests/scripts/bulk.sh \
	tests/scripts/kill_loop.sh \
	tests/scripts/import.sh \
	tests/scripts/import_back.sh \
	tests/scripts/import_bad.sh \
	tests/scripts/import_images.sh \
	tests/scripts/import_signed.sh \
	tests/scripts/import_tables.sh \
	tests/scripts/layering.sh \
	tests/scripts/memory.sh \
	tests/scripts/mutate.sh \
	tests/scripts/network_disk.sh \
	tests/scripts/network_faults.sh \
	tests/scripts/network_hangup.sh \
	tests/scripts/network_kill.sh \
	tests/scripts/network_list.sh \
	tests/scripts/network_mixed.sh \
	tests/scripts/network_resume.sh \
	tests/scripts/network_tls.sh \
	tests/scripts/network_vanish.sh \
	tests/scripts/output.sh \
	tests/scripts/calibration.sh \
	tests/scripts/own_tables.sh \
	tests/scripts/paid.sh \
	tests/scripts/pixel.sh \
	tests/scripts/preview_doctor.sh \
	tests/scripts/race.sh \
	tests/scripts/report.sh \
	tests/scripts/second.sh \
	tests/scripts/real_read.sh \
	tests/scripts/batch_collect.sh \
	tests/scripts/batch_kill.sh \
	tests/scripts/batch_openai.sh \
	tests/scripts/batch_openrouter.sh \
	tests/scripts/batch_submit.sh \
	tests/scripts/batch_witness.sh \
	tests/scripts/send_text.sh \
	tests/scripts/look.sh \
	tests/scripts/match.sh \
	tests/scripts/taxa.sh \
	tests/scripts/tidy.sh \
	tests/scripts/trust.sh \
	tests/scripts/tmux_crash.sh \
	tests/scripts/tmux_editor.sh \
	tests/scripts/tmux_extract.sh \
	tests/scripts/tmux_hangup.sh \
	tests/scripts/tmux_batches.sh \
	tests/scripts/tmux_claims.sh \
	tests/scripts/tmux_monitor.sh \
	tests/scripts/late_answers.sh \
	tests/scripts/tmux_passthrough.sh \
	tests/scripts/tmux_review.sh \
	tests/scripts/tmux_together.sh \
	tests/scripts/unsaved.sh \
	tests/scripts/serve.sh \
	tests/scripts/serve_control.sh \
	tests/scripts/serve_page.sh \
	tests/scripts/walk.sh \
	tests/scripts/watch.sh
TESTS += $(dist_check_scripts)
EXTRA_DIST += $(dist_check_scripts)
TEST_EXTENSIONS = .sh

# Steers an extraction from another process, for extract.sh.
check_PROGRAMS += tests/scripts/steer
tests_scripts_steer_SOURCES = tests/scripts/steer.c
tests_scripts_steer_LDADD = $(core_libs)

EXTRA_DIST += tests/kit/rounds.h tests/tools/page_look.js
# Asks a server one thing, for serve.sh.
check_PROGRAMS += tests/tools/http_ask
tests_tools_http_ask_SOURCES = tests/tools/http_ask.c
tests_tools_http_ask_LDADD = $(core_libs)

# Draws sheets for tests of what is sent over the network.
check_PROGRAMS += tests/tools/make_sheets
tests_tools_make_sheets_SOURCES = tests/tools/make_sheets.c
tests_tools_make_sheets_LDADD = $(CORE_LIBS)
# Puts words into a run's cache of facts, for sheets that are sent as text.
check_PROGRAMS += tests/tools/put_facts
tests_tools_put_facts_SOURCES = tests/tools/put_facts.c
tests_tools_put_facts_LDADD = $(core_libs)
# Makes lists of names, for taxa.sh.
check_PROGRAMS += tests/tools/make_names
tests_tools_make_names_SOURCES = tests/tools/make_names.c
# Puts TLS before the fault server, for network_tls.sh.
if SSL
check_PROGRAMS += tests/tools/tls_relay
endif
tests_tools_tls_relay_SOURCES = tests/tools/tls_relay.c
tests_tools_tls_relay_CPPFLAGS = $(AM_CPPFLAGS) $(SSL_CFLAGS)
tests_tools_tls_relay_LDADD = $(core_libs) $(SSL_LIBS)
# Makes system calls fail on demand, for paid.sh, which is skipped where it
# cannot be preloaded.
check_DATA = tests/tools/fail_calls.so
EXTRA_DIST += tests/tools/fail_calls.c
# Read archives back, for export.sh; without python3 it looks at less.
EXTRA_DIST += tests/tools/read_archive.py tests/tools/export_random.py \
	tests/data/schema/meta.xsd tests/data/schema/eml.xsd \
	tests/data/schema/xml-lang.xsd
CLEANFILES += tests/tools/fail_calls.so
tests/tools/fail_calls.so: tests/tools/fail_calls.c
	$(AM_V_CCLD)$(MKDIR_P) tests/tools && \
		$(CC) -shared -fPIC -o $@ $(top_srcdir)/tests/tools/fail_calls.c \
		-ldl 2>/dev/null || :
# Plays an OpenAI- and OpenRouter-shaped chat server, its faults included, and
# keeps a ledger: tests/tools/fault_server.c, tests/scripts/server_lib.
check_PROGRAMS += tests/tools/fault_server
fault_sources = \
	tests/tools/fault_call.c tests/tools/fault_call.h \
	tests/tools/fault_conn.c tests/tools/fault_conn.h \
	tests/tools/fault_desk.c tests/tools/fault_desk.h \
	tests/tools/fault_http.c tests/tools/fault_http.h \
	tests/tools/fault_loop.c tests/tools/fault_loop.h \
	tests/tools/fault_service.h \
	tests/tools/fault_scan.c tests/tools/fault_scan.h \
	tests/tools/fault_rules.c tests/tools/fault_rules.h \
	tests/tools/fault_ledger.c tests/tools/fault_ledger.h \
	tests/tools/fault_kind.c tests/tools/fault_kind.h \
	tests/tools/fault_play.c tests/tools/fault_play.h \
	tests/tools/fault_content.c tests/tools/fault_content.h
fault_main_sources = \
	tests/tools/fault_ask.c tests/tools/fault_ask.h \
	tests/tools/fault_main.c tests/tools/fault_main.h
tests_tools_fault_server_SOURCES = tests/tools/fault_server.c \
	$(fault_main_sources) $(fault_sources)
tests_tools_fault_server_LDADD = $(core_libs)
unit_tests += tests/tools/test_fault_server
tests_tools_test_fault_server_SOURCES = tests/tools/test_fault_server.c \
	$(fault_sources) $(wire_sources)
tests_tools_test_fault_server_LDADD = $(test_libs)
wire_sources = tests/kit/wire.c tests/kit/wire.h $(scratch_sources)
# Plays a server of batches in both shapes, its faults included, and keeps a
# ledger: tests/tools/batch_server.c.
check_PROGRAMS += tests/tools/batch_server
batch_sources = \
	tests/tools/batch_desk.c tests/tools/batch_desk.h \
	tests/tools/batch_ledger.c tests/tools/batch_ledger.h \
	tests/tools/batch_openai.c tests/tools/batch_router.c \
	tests/tools/batch_rows.c tests/tools/batch_rows.h \
	tests/tools/batch_rules.c tests/tools/batch_rules.h \
	tests/tools/batch_store.c tests/tools/batch_store.h \
	tests/tools/batch_take.c tests/tools/batch_take.h
tests_tools_batch_server_SOURCES = tests/tools/batch_server.c \
	$(fault_main_sources) \
	$(batch_sources) $(fault_sources)
tests_tools_batch_server_LDADD = $(core_libs)
unit_tests += tests/tools/test_batch_server
tests_tools_test_batch_server_SOURCES = tests/tools/test_batch_server.c \
	$(batch_sources) $(fault_sources) $(wire_sources)
tests_tools_test_batch_server_LDADD = $(test_libs)
# Plays a GBIF with a small world: tests/tools/gbif_server.c.
check_PROGRAMS += tests/tools/gbif_server
tests_tools_gbif_server_SOURCES = tests/tools/gbif_server.c $(fault_sources)
tests_tools_gbif_server_LDADD = $(core_libs)
EXTRA_DIST += tools/mutate tests/scripts/server_lib tests/scripts/tidy_lib \
	tests/scripts/serve_lib tests/scripts/shim_lib \
	tests/scripts/cases_lib tests/scripts/batch_cases \
	tests/scripts/batch_lib

SH_LOG_COMPILER = $(SHELL)

# Fuzz targets: libFuzzer with --enable-fuzzers; `make check` replays the
# corpus of each through the same entry point. A room adds its target with
#   fuzz_targets += tests/fuzz/fuzz_NOUN
#   tests_fuzz_fuzz_NOUN_SOURCES = tests/fuzz/fuzz_NOUN.c $(fuzz_main)
#   tests_fuzz_fuzz_NOUN_LDADD = $(core_libs)
#   tests_fuzz_fuzz_NOUN_LDFLAGS = $(AM_LDFLAGS) $(fuzz_ldflags)
# and keeps its corpus in tests/fuzz/corpus/NOUN/ (shipped as a whole). With
# --enable-fuzzers, `make` builds them: tests/fuzz/fuzz_NOUN CORPUS-DIRECTORY.
if FUZZERS
fuzz_main =
fuzz_ldflags = -fsanitize=fuzzer
else
fuzz_main = tests/fuzz/replay_main.c
fuzz_ldflags =
endif
EXTRA_DIST += tests/fuzz/replay_main.c tests/fuzz/corpus tests/data

# Benchmarks: `make bench` runs them all and prints their figures. A room adds
#   bench_programs += tests/bench/bench_NOUN
#   tests_bench_bench_NOUN_SOURCES = tests/bench/bench_NOUN.c
#   tests_bench_bench_NOUN_LDADD = $(core_libs)
# or a script: bench_scripts += tests/bench/NOUN.sh

# How well sheets were read: used by a test and by `make bench`.
check_PROGRAMS += tests/bench/score
tests_bench_score_SOURCES = tests/bench/score.c \
	tests/bench/score_right.c tests/bench/score_right.h
tests_bench_score_LDADD = $(core_libs)
check_PROGRAMS += tests/tools/learn_calibration
tests_tools_learn_calibration_SOURCES = tests/tools/learn_calibration.c \
	tests/bench/score_right.c tests/bench/score_right.h
tests_tools_learn_calibration_LDADD = $(core_libs)
bench_scripts += tests/bench/reading.sh
bench_scripts += tests/bench/verdicts.sh
EXTRA_DIST += tests/bench/verdicts_draw.sh tests/bench/verdict-labels.tsv
bench_scripts += tests/bench/threads.sh
bench_scripts += tests/bench/taxa.sh
bench_scripts += tests/bench/batch_submit.sh
EXTRA_PROGRAMS += tests/bench/taxa_match
CLEANFILES += tests/bench/taxa_match
tests_bench_taxa_match_SOURCES = tests/bench/taxa_match.c
tests_bench_taxa_match_LDADD = $(core_libs)
EXTRA_PROGRAMS += tests/bench/evidence
CLEANFILES += tests/bench/evidence
tests_bench_evidence_SOURCES = tests/bench/evidence.c
tests_bench_evidence_LDADD = $(core_libs)
bench_scripts += tests/bench/evidence.sh
bench_scripts += tests/bench/export.sh
bench_scripts += tests/bench/import_tables.sh
bench_scripts += tests/bench/network.sh
bench_scripts += tests/bench/page_paint.sh
EXTRA_DIST += tests/bench/page_paint.js
# Keys that it takes to correct records, on a terminal in memory.
if VTERM
bench_scripts += tests/bench/keys_saved
keys_programs = tests/bench/keys_player tests/bench/keys_sample \
	tests/tools/recombine_names
endif
EXTRA_DIST += tests/bench/keys_saved tests/bench/sample_lib
EXTRA_DIST += tests/bench/keys-saved-26520f1.jsonl
EXTRA_PROGRAMS += tests/bench/keys_player
CLEANFILES += tests/bench/keys_player
tests_bench_keys_player_SOURCES = tests/bench/keys_player.c \
	tests/bench/keys_plan.c tests/bench/keys_plan.h \
	tests/bench/keys_screen.c tests/bench/keys_screen.h \
	tests/bench/keys_words.c tests/bench/keys_words.h \
	tests/bench/score_right.c tests/bench/score_right.h \
	tests/kit/pty_screen.c tests/kit/pty_screen.h
tests_bench_keys_player_CPPFLAGS = $(AM_CPPFLAGS) $(VTERM_CFLAGS)
tests_bench_keys_player_LDADD = libconsole.a $(core_libs) $(CURSES_LIBS) \
	$(VTERM_LIBS)
# What a curator of the same records is offered, and warned of.
bench_scripts += tests/bench/offered.sh
EXTRA_PROGRAMS += tests/bench/offered
CLEANFILES += tests/bench/offered
tests_bench_offered_SOURCES = tests/bench/offered.c \
	tests/bench/score_right.c tests/bench/score_right.h
tests_bench_offered_LDADD = libconsole.a $(core_libs) $(CURSES_LIBS)
EXTRA_PROGRAMS += tests/bench/keys_sample tests/tools/recombine_names
CLEANFILES += tests/bench/keys_sample tests/tools/recombine_names
tests_bench_keys_sample_SOURCES = tests/bench/keys_sample.c
tests_bench_keys_sample_LDADD = $(core_libs)
tests_tools_recombine_names_SOURCES = tests/tools/recombine_names.c
tests_tools_recombine_names_LDADD = $(core_libs)
check_PROGRAMS += tests/tools/late_terminal
tests_tools_late_terminal_SOURCES = tests/tools/late_terminal.c
tests_tools_late_terminal_LDADD = $(core_libs)
# Presses keys at random, for walk.sh.
if VTERM
check_PROGRAMS += tests/tools/walk_keys
endif
tests_tools_walk_keys_SOURCES = tests/tools/walk_keys.c \
	tests/kit/pty_screen.c tests/kit/pty_screen.h
tests_tools_walk_keys_CPPFLAGS = $(AM_CPPFLAGS) $(VTERM_CFLAGS)
tests_tools_walk_keys_LDADD = $(core_libs) $(VTERM_LIBS)
bench_scripts += tests/bench/keys_network.sh
# The console on a slow line.
bench_scripts += tests/bench/link.sh
link_programs = tests/bench/bench_link tests/tools/slow_link
EXTRA_PROGRAMS += $(link_programs)
CLEANFILES += $(link_programs)
tests_bench_bench_link_SOURCES = tests/bench/bench_link.c
tests_bench_bench_link_LDADD = $(core_libs)
tests_tools_slow_link_SOURCES = tests/tools/slow_link.c
tests_tools_slow_link_LDADD = $(core_libs)
