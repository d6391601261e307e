# src/engine/room.mk: sources and unit tests of engine/
libvasculum_a_SOURCES += \
	src/engine/engine.c src/engine/engine.h \
	src/engine/http.c src/engine/http.h \
	src/engine/http_header.c src/engine/http_header.h \
	src/engine/http_url.c src/engine/http_url.h \
	src/engine/words.c src/engine/words.h \
	src/engine/label_text.c src/engine/label_text.h \
	src/engine/label_keys.c src/engine/label_keys.h \
	src/engine/label_words.c src/engine/label_words.h \
	src/engine/label_value.c src/engine/label_value.h \
	src/engine/value_kind.h src/engine/value_parts.c \
	src/engine/value_name.c src/engine/value_person.c \
	src/engine/value_figure.c \
	src/engine/headings.c src/engine/headings.h \
	src/engine/label_rules.c src/engine/label_rules.h \
	src/engine/free_label.c src/engine/free_label.h \
	src/engine/sheet_record.c src/engine/sheet_record.h \
	src/engine/label_find.c src/engine/label_find.h \
	src/engine/label_upright.c src/engine/label_upright.h \
	src/engine/local.h
# Engines that ask a server: what is sent, to whom, and what comes back.
libvasculum_a_SOURCES += \
	src/engine/chat.c src/engine/chat.h \
	src/engine/parcel.c src/engine/parcel.h \
	src/engine/parcel_plan.c src/engine/parcel_plan.h \
	src/engine/parcel_fit.c src/engine/parcel_fit.h \
	src/engine/models.c src/engine/models.h \
	src/engine/models_refresh.c \
	src/engine/model.c src/engine/model_list.c \
	src/engine/model_facts.c src/engine/model_facts.h \
	src/engine/prompt.c src/engine/prompt.h \
	src/engine/prompt_terms.c src/engine/prompt_terms.h \
	src/engine/chat_request.c src/engine/chat_request.h \
	src/engine/http.c src/engine/http.h src/engine/http_reply.c \
	src/engine/http_header.c src/engine/http_header.h \
	src/engine/chat_answer.c src/engine/chat_answer.h \
	src/engine/chat_stream.c src/engine/chat_stream.h \
	src/engine/chat_cost.c src/engine/chat_cost.h \
	src/engine/chat_error.c src/engine/chat_error.h \
	src/engine/chat_fault.c src/engine/chat_fault.h \
	src/engine/chat_text.c src/engine/chat_text.h \
	src/engine/chat_excerpt.c src/engine/chat_excerpt.h
if OCR
libvasculum_a_SOURCES += \
	src/engine/leaders.c src/engine/leaders.h \
	src/engine/label_view.c src/engine/label_view.h \
	src/engine/ocr.c src/engine/ocr.h \
	src/engine/turned.c src/engine/turned.h \
	src/engine/local.c
endif

bench_programs += tests/bench/bench_local
check_PROGRAMS += tests/bench/bench_local
tests_bench_bench_local_SOURCES = tests/bench/bench_local.c
tests_bench_bench_local_LDADD = $(core_libs)

page_sources = tests/unit/label_page.c tests/unit/label_page.h

unit_tests += tests/unit/test_http_header
tests_unit_test_http_header_LDADD = $(test_libs)
unit_tests += tests/unit/test_http
tests_unit_test_http_LDADD = $(test_libs)
unit_tests += tests/unit/test_chat_cost
tests_unit_test_chat_cost_LDADD = $(test_libs)
unit_tests += tests/unit/test_chat_request
tests_unit_test_chat_request_LDADD = $(test_libs)
unit_tests += tests/unit/test_words
tests_unit_test_words_SOURCES = tests/unit/test_words.c $(page_sources)
tests_unit_test_words_LDADD = $(test_libs)
unit_tests += tests/unit/test_label_keys
tests_unit_test_label_keys_SOURCES = tests/unit/test_label_keys.c \
	$(page_sources) $(scratch_sources)
tests_unit_test_label_keys_LDADD = $(test_libs)
unit_tests += tests/unit/test_label_rules
tests_unit_test_label_rules_SOURCES = tests/unit/test_label_rules.c \
	$(page_sources)
tests_unit_test_label_rules_LDADD = $(test_libs)
unit_tests += tests/unit/test_sheet_record
tests_unit_test_sheet_record_LDADD = $(test_libs)
if OCR
unit_tests += tests/unit/test_leaders
endif
tests_unit_test_leaders_SOURCES = tests/unit/test_leaders.c
tests_unit_test_leaders_LDADD = $(test_libs)
unit_tests += tests/unit/test_local
tests_unit_test_local_SOURCES = tests/unit/test_local.c $(scratch_sources)
tests_unit_test_local_LDADD = $(test_libs)

unit_tests += tests/unit/test_models
tests_unit_test_models_SOURCES = tests/unit/test_models.c $(scratch_sources)
tests_unit_test_models_LDADD = $(test_libs)
unit_tests += tests/unit/test_prompt
tests_unit_test_prompt_SOURCES = tests/unit/test_prompt.c $(scratch_sources)
tests_unit_test_prompt_LDADD = $(test_libs)
unit_tests += tests/unit/test_parcel
tests_unit_test_parcel_SOURCES = tests/unit/test_parcel.c \
	tests/unit/jpegs.c tests/unit/jpegs.h $(scratch_sources)
tests_unit_test_parcel_LDADD = $(test_libs)

bench_programs += tests/bench/bench_parcel
tests_bench_bench_parcel_SOURCES = tests/bench/bench_parcel.c
tests_bench_bench_parcel_LDADD = $(core_libs)
unit_tests += tests/unit/test_chat_text
tests_unit_test_chat_text_LDADD = $(test_libs)
unit_tests += tests/unit/test_chat_answer
tests_unit_test_chat_answer_SOURCES = tests/unit/test_chat_answer.c \
	$(scratch_sources)
tests_unit_test_chat_answer_LDADD = $(test_libs)

fuzz_targets += tests/fuzz/fuzz_chat_answer
tests_fuzz_fuzz_chat_answer_SOURCES = tests/fuzz/fuzz_chat_answer.c \
	$(fuzz_main)
tests_fuzz_fuzz_chat_answer_LDADD = $(core_libs)
tests_fuzz_fuzz_chat_answer_LDFLAGS = $(fuzz_ldflags)

fuzz_targets += tests/fuzz/fuzz_label_rules
tests_fuzz_fuzz_label_rules_SOURCES = tests/fuzz/fuzz_label_rules.c \
	$(fuzz_main)
tests_fuzz_fuzz_label_rules_LDADD = $(core_libs)
tests_fuzz_fuzz_label_rules_LDFLAGS = $(fuzz_ldflags)
