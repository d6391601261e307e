/*
 * test_scripts.c: plays tests/scripts/NAME.keys and compares what they print
 * with tests/golden/NAME.txt. UPDATE_GOLDEN=1 writes those anew.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "tests/kit/world.h"

static void test_script(void **state)
{
	const char *path = *state;
	struct bytes script = {0}, out = {0};
	struct world world;
	char *name = mem_strdup(file_base(path));

	name[strlen(name) - strlen(".keys")] = '\0';
	assert_int_equal(file_read(path, 1 << 20, &script, NULL), 0);
	world_init(&world);
	world_play(&world, script.data, &out);
	assert_golden(name, out.data);
	world_done(&world);
	bytes_done(&script);
	bytes_done(&out);
	free(name);
}

int main(void)
{
	const char *top = getenv("top_srcdir");
	char *pattern =
		mem_printf("%s/tests/scripts/*.keys", top != NULL ? top : ".");
	struct CMUnitTest tests[64] = {{0}};
	glob_t found;
	int rc;

	if (glob(pattern, 0, NULL, &found) != 0 || found.gl_pathc > 64) {
		fprintf(stderr, "no scripts in %s\n", pattern);
		return 1;
	}
	for (size_t i = 0; i < found.gl_pathc; i++)
		tests[i] = (struct CMUnitTest){
			.name = file_base(found.gl_pathv[i]),
			.test_func = test_script,
			.initial_state = found.gl_pathv[i],
		};
	rc = _cmocka_run_group_tests("scripts", tests, found.gl_pathc, NULL,
				     NULL);
	globfree(&found);
	free(pattern);
	return rc;
}
