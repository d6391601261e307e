/*
 * bench_typing.c: what one more letter costs the console: the record with what
 * is typed in it, the check, what it means, places, the list (typing_follow),
 * and the frame behind it.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/time/clock.h"
#include "tests/kit/world.h"
#include "ui/update/field.h"
#include "ui/view/view.h"

#define ROUNDS 2000

static int order(const void *a, const void *b)
{
	const int64_t *left = a, *right = b;

	return *left < *right ? -1 : *left > *right;
}

static void print(const char *what, int64_t *ns)
{
	qsort(ns, ROUNDS, sizeof(*ns), order);
	printf("%-44s median %7.1f us  p99 %7.1f us\n", what,
	       (double)ns[ROUNDS / 2] / 1e3,
	       (double)ns[ROUNDS * 99 / 100] / 1e3);
}

static void measure(struct world *w, const char *term, const char *text,
		    const char *what)
{
	int64_t *follow = mem_alloc(ROUNDS * sizeof(*follow));
	int64_t *frame = mem_alloc(ROUNDS * sizeof(*frame));
	char *name CLEANUP(mem_free_str) = mem_printf("%s, its frame", what);
	struct surface surface;

	surface_init(&surface, 120, 40, false);
	field_open(&w->app, term, text, true);
	for (int i = 0; i < ROUNDS; i++) {
		int64_t begun = clock_ns();

		typing_follow(&w->app);
		follow[i] = clock_ns() - begun;
		begun = clock_ns();
		app_render(&w->app, &surface);
		frame[i] = clock_ns() - begun;
	}
	print(what, follow);
	print(name, frame);
	surface_done(&surface);
	free(follow);
	free(frame);
}

int main(void)
{
	struct bytes out = {0}, text = {0};
	struct world w;

	world_init(&w);
	world_play(&w, "size 120 40\nstart\n", &out);
	measure(&w, "eventDate", "14 Aug 69", "a date");
	measure(&w, "stateProvince", "sas", "a province");
	measure(&w, "scientificName", "Agropyron dasy", "a name");
	measure(&w, "locality", "Regina, railway grade north of the station",
		"a locality");
	while (text.len < 10000)
		bytes_append_str(&text, "brought there e\314\201 שלום ");
	measure(&w, "verbatimLabel", text.data, "10,000 bytes");
	measure(&w, "locality", text.data, "10,000 bytes that are checked");
	bytes_done(&text);
	bytes_done(&out);
	world_done(&w);
	return 0;
}
