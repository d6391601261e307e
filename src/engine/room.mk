# src/engine/room.mk: sources and unit tests of engine/

libvasculum_a_SOURCES += \
	src/engine/engine.c src/engine/engine.h

# batch/: batches of requests: what is asked, what the replies mean
libvasculum_a_SOURCES += \
	src/engine/batch/batch.c src/engine/batch/batch.h \
	src/engine/batch/download.c src/engine/batch/download.h \
	src/engine/batch/read.c src/engine/batch/read.h \
	src/engine/batch/reply.c src/engine/batch/reply.h \
	src/engine/batch/request.c src/engine/batch/request.h \
	src/engine/batch/result.c src/engine/batch/result.h \
	src/engine/batch/stream.c src/engine/batch/stream.h \
	src/engine/batch/tags.h

# gbif/: what GBIF is asked of names and places, and what it says
libvasculum_a_SOURCES += \
	src/engine/gbif/ask.c src/engine/gbif/ask.h \
	src/engine/gbif/gbif.c src/engine/gbif/gbif.h

# chat/: chat completions: what is asked, what the answers mean
libvasculum_a_SOURCES += \
	src/engine/chat/answer.c src/engine/chat/answer.h \
	src/engine/chat/chat.c src/engine/chat/chat.h \
	src/engine/chat/cost.c src/engine/chat/cost.h \
	src/engine/chat/estimate.c src/engine/chat/estimate.h \
	src/engine/chat/error.c src/engine/chat/error.h \
	src/engine/chat/fault.c src/engine/chat/fault.h \
	src/engine/chat/message.c src/engine/chat/message.h \
	src/engine/chat/prompt.c src/engine/chat/prompt.h \
	src/engine/chat/prompt_terms.c src/engine/chat/prompt_terms.h \
	src/engine/chat/request.c src/engine/chat/request.h \
	src/engine/chat/stream.c src/engine/chat/stream.h

# text/: the record in what a model wrote
libvasculum_a_SOURCES += \
	src/engine/text/mend.c src/engine/text/mend.h \
	src/engine/text/record_find.c src/engine/text/record_find.h \
	src/engine/text/refusal.c src/engine/text/refusal.h \
	src/engine/text/text.c src/engine/text/text.h

# label/: labels found, cut out, turned and read as words
libvasculum_a_SOURCES += \
	src/engine/label/find.c src/engine/label/find.h \
	src/engine/label/role_cues.c src/engine/label/role_cues.h \
	src/engine/label/roles.c src/engine/label/roles.h \
	src/engine/label/upright.c src/engine/label/upright.h
if OCR
libvasculum_a_SOURCES += \
	src/engine/label/leaders.c src/engine/label/leaders.h \
	src/engine/label/look.c src/engine/label/look.h \
	src/engine/label/looker.c src/engine/label/looker.h \
	src/engine/label/ocr.c src/engine/label/ocr.h \
	src/engine/label/turned.c src/engine/label/turned.h \
	src/engine/label/view.c src/engine/label/view.h
endif

# map/: the words of a region weighed: what each is part of
libvasculum_a_SOURCES += \
	src/engine/map/answers.c src/engine/map/answers.h \
	src/engine/map/chain.c src/engine/map/chain.h \
	src/engine/map/claim.c src/engine/map/claim.h \
	src/engine/map/features.c src/engine/map/features.h \
	src/engine/map/field.c src/engine/map/field.h \
	src/engine/map/headings.c src/engine/map/headings.h \
	src/engine/map/label_keys.c src/engine/map/label_keys.h \
	src/engine/map/label_text.c src/engine/map/label_text.h \
	src/engine/map/map.c src/engine/map/map.h \
	src/engine/map/marks.c src/engine/map/marks.h \
	src/engine/map/names.c src/engine/map/names.h \
	src/engine/map/signs.c src/engine/map/signs.h \
	src/engine/map/value.c src/engine/map/value.h \
	src/engine/map/weights.c src/engine/map/weights.h \
	src/engine/map/wrap.c src/engine/map/wrap.h

# local/: the built-in reader: from words to terms
libvasculum_a_SOURCES += \
	src/engine/local/local.h \
	src/engine/local/sheet_record.c src/engine/local/sheet_record.h \
	src/engine/local/slip.c src/engine/local/slip.h
if OCR
libvasculum_a_SOURCES += \
	src/engine/local/local.c
endif

# models/: which models there are and what they cost
libvasculum_a_SOURCES += \
	src/engine/models/facts.c src/engine/models/facts.h \
	src/engine/models/list.c \
	src/engine/models/model.c \
	src/engine/models/models.c src/engine/models/models.h \
	src/engine/models/refresh.c

# net/: HTTP, its headers and addresses
libvasculum_a_SOURCES += \
	src/engine/net/call.c src/engine/net/call.h \
	src/engine/net/excerpt.c src/engine/net/excerpt.h \
	src/engine/net/header.c src/engine/net/header.h \
	src/engine/net/http.c src/engine/net/http.h \
	src/engine/net/reply.c \
	src/engine/net/url.c src/engine/net/url.h

# payload/: what is sent of a sheet: pictures, or words
libvasculum_a_SOURCES += \
	src/engine/payload/fit.c src/engine/payload/fit.h \
	src/engine/payload/payload.c src/engine/payload/payload.h \
	src/engine/payload/plan.c src/engine/payload/plan.h \
	src/engine/payload/sheet_text.c src/engine/payload/sheet_text.h \
	src/engine/payload/text.c src/engine/payload/text.h

bench_programs += tests/bench/bench_local
check_PROGRAMS += tests/bench/bench_local
tests_bench_bench_local_SOURCES = tests/bench/bench_local.c
tests_bench_bench_local_LDADD = $(core_libs)

if OCR
look_programs = tests/tools/look_sheets
check_PROGRAMS += $(look_programs)
endif
check_PROGRAMS += tests/tools/learn_map tests/tools/map_facts
tests_tools_learn_map_SOURCES = tests/tools/learn_map.c \
	tests/tools/label_maker.c tests/tools/label_maker.h \
	tests/tools/map_trials.c tests/tools/map_trials.h \
	tests/tools/map_truth.c tests/tools/map_truth.h \
	tests/kit/label_cases.c tests/kit/label_cases.h \
	tests/kit/label_page.c tests/kit/label_page.h
tests_tools_learn_map_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/tools
tests_tools_learn_map_LDADD = $(core_libs)
tests_tools_map_facts_SOURCES = tests/tools/map_facts.c
tests_tools_map_facts_LDADD = $(core_libs)
tests_tools_look_sheets_SOURCES = tests/tools/look_sheets.c
tests_tools_look_sheets_LDADD = $(core_libs)
check_PROGRAMS += tests/tools/tell_roles
tests_tools_tell_roles_SOURCES = tests/tools/tell_roles.c
tests_tools_tell_roles_LDADD = $(core_libs)

page_sources = tests/kit/label_page.c tests/kit/label_page.h

unit_tests += tests/unit/engine/test_http_header
tests_unit_engine_test_http_header_LDADD = $(test_libs)
unit_tests += tests/unit/engine/test_gbif
tests_unit_engine_test_gbif_LDADD = $(test_libs)
unit_tests += tests/unit/engine/test_http
tests_unit_engine_test_http_LDADD = $(test_libs)
unit_tests += tests/unit/engine/test_chat_cost
tests_unit_engine_test_chat_cost_LDADD = $(test_libs)
unit_tests += tests/unit/engine/test_chat_request
tests_unit_engine_test_chat_request_LDADD = $(test_libs)
unit_tests += tests/unit/engine/test_words
tests_unit_engine_test_words_SOURCES = tests/unit/engine/test_words.c $(page_sources)
tests_unit_engine_test_words_LDADD = $(test_libs)
unit_tests += tests/unit/engine/test_label_keys
tests_unit_engine_test_label_keys_SOURCES = tests/unit/engine/test_label_keys.c \
	$(page_sources) $(scratch_sources)
tests_unit_engine_test_label_keys_LDADD = $(test_libs)
unit_tests += tests/unit/engine/test_map
tests_unit_engine_test_map_SOURCES = tests/unit/engine/test_map.c \
	tests/kit/label_cases.c tests/kit/label_cases.h $(page_sources)
tests_unit_engine_test_map_LDADD = $(test_libs)
EXTRA_DIST += tests/kit/labels.txt tests/kit/labels-unseen.txt
unit_tests += tests/unit/engine/test_roles
tests_unit_engine_test_roles_SOURCES = tests/unit/engine/test_roles.c $(page_sources)
tests_unit_engine_test_roles_LDADD = $(test_libs)
unit_tests += tests/unit/engine/test_sheet_record
tests_unit_engine_test_sheet_record_SOURCES = tests/unit/engine/test_sheet_record.c $(page_sources)
tests_unit_engine_test_sheet_record_LDADD = $(test_libs)
if OCR
unit_tests += tests/unit/engine/test_leaders
endif
tests_unit_engine_test_leaders_SOURCES = tests/unit/engine/test_leaders.c
tests_unit_engine_test_leaders_LDADD = $(test_libs)
unit_tests += tests/unit/engine/test_local
tests_unit_engine_test_local_SOURCES = tests/unit/engine/test_local.c $(scratch_sources)
tests_unit_engine_test_local_LDADD = $(test_libs)
unit_tests += tests/unit/engine/test_looker
tests_unit_engine_test_looker_SOURCES = tests/unit/engine/test_looker.c $(scratch_sources)
tests_unit_engine_test_looker_LDADD = $(test_libs)
if OCR
unit_tests += tests/unit/engine/test_view
endif
tests_unit_engine_test_view_SOURCES = tests/unit/engine/test_view.c \
	tests/kit/jpegs.c tests/kit/jpegs.h $(scratch_sources)
tests_unit_engine_test_view_LDADD = $(test_libs)

unit_tests += tests/unit/engine/test_sheet_text
tests_unit_engine_test_sheet_text_SOURCES = \
	tests/unit/engine/test_sheet_text.c $(page_sources) $(scratch_sources)
tests_unit_engine_test_sheet_text_LDADD = $(test_libs)
unit_tests += tests/unit/engine/test_batch
tests_unit_engine_test_batch_SOURCES = tests/unit/engine/test_batch.c $(scratch_sources)
tests_unit_engine_test_batch_LDADD = $(test_libs)
unit_tests += tests/unit/engine/test_batch_result
tests_unit_engine_test_batch_result_SOURCES = \
	tests/unit/engine/test_batch_result.c $(scratch_sources)
tests_unit_engine_test_batch_result_LDADD = $(test_libs)

fuzz_targets += tests/fuzz/fuzz_batch_result
tests_fuzz_fuzz_batch_result_SOURCES = tests/fuzz/fuzz_batch_result.c \
	$(fuzz_main)
tests_fuzz_fuzz_batch_result_LDADD = $(core_libs)
tests_fuzz_fuzz_batch_result_LDFLAGS = $(fuzz_ldflags)

unit_tests += tests/unit/engine/test_models
tests_unit_engine_test_models_SOURCES = tests/unit/engine/test_models.c $(scratch_sources)
tests_unit_engine_test_models_LDADD = $(test_libs)
unit_tests += tests/unit/engine/test_prompt
tests_unit_engine_test_prompt_SOURCES = tests/unit/engine/test_prompt.c $(scratch_sources)
tests_unit_engine_test_prompt_LDADD = $(test_libs)
unit_tests += tests/unit/engine/test_payload
tests_unit_engine_test_payload_SOURCES = tests/unit/engine/test_payload.c \
	tests/kit/jpegs.c tests/kit/jpegs.h $(scratch_sources)
tests_unit_engine_test_payload_LDADD = $(test_libs)

bench_programs += tests/bench/bench_payload
tests_bench_bench_payload_SOURCES = tests/bench/bench_payload.c
tests_bench_bench_payload_LDADD = $(core_libs)
unit_tests += tests/unit/engine/test_chat_text
tests_unit_engine_test_chat_text_LDADD = $(test_libs)
unit_tests += tests/unit/engine/test_chat_answer
tests_unit_engine_test_chat_answer_SOURCES = tests/unit/engine/test_chat_answer.c \
	$(scratch_sources)
tests_unit_engine_test_chat_answer_LDADD = $(test_libs)

unit_tests += tests/unit/engine/test_mend
tests_unit_engine_test_mend_LDADD = $(test_libs)

fuzz_targets += tests/fuzz/fuzz_mend
tests_fuzz_fuzz_mend_SOURCES = tests/fuzz/fuzz_mend.c $(fuzz_main)
tests_fuzz_fuzz_mend_LDADD = $(core_libs)
tests_fuzz_fuzz_mend_LDFLAGS = $(fuzz_ldflags)

fuzz_targets += tests/fuzz/fuzz_chat_answer
tests_fuzz_fuzz_chat_answer_SOURCES = tests/fuzz/fuzz_chat_answer.c \
	$(fuzz_main)
tests_fuzz_fuzz_chat_answer_LDADD = $(core_libs)
tests_fuzz_fuzz_chat_answer_LDFLAGS = $(fuzz_ldflags)

fuzz_targets += tests/fuzz/fuzz_map
tests_fuzz_fuzz_map_SOURCES = tests/fuzz/fuzz_map.c \
	$(fuzz_main)
tests_fuzz_fuzz_map_LDADD = $(core_libs)
tests_fuzz_fuzz_map_LDFLAGS = $(fuzz_ldflags)
