using TokenLedger.Gateway.Runaway;

namespace TokenLedger.Gateway.Tests.Runaway;

/// <summary>What is a loop, and what only looks like one.</summary>
public sealed class LoopTests
{
    private StepReader _reader = new(new KeyedHash());
    private long _now = TimeSpan.TicksPerHour;

    public static TheoryData<string> Dialects => Talk.Dialects;

    private static LoopRule Rule(int threshold, AgentAction action = AgentAction.Warn) =>
        new(threshold) { Action = action };

    /// <summary>An agent's call: one step further, three seconds later.</summary>
    private LoopFinding? Step(LoopMemory memory, Talk talk)
    {
        _now += 3 * TimeSpan.TicksPerSecond;
        return memory.Judge(_reader.Read(talk.Json(), who: 1), _now);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_coding_agent_at_work_does_not_loop_however_long_its_context(string dialect)
    {
        LoopMemory memory = new(Rule(5, AgentAction.Block));
        Talk talk = new Talk(dialect).User("Fix the failing tests of the parser, please.");
        Assert.Null(Step(memory, talk));
        for (int turn = 0; turn < 60; turn++)
        {
            talk.Tool("read_file", $$"""{"path":"src/part{{turn}}.cs"}""", "using System;\nclass Part { }");
            Assert.Null(Step(memory, talk));
            talk.Tool("edit_file", $$"""{"path":"src/part{{turn}}.cs","line":{{turn}}}""", "ok");
            Assert.Null(Step(memory, talk));
            // The same tests fail the same way, for as long as it takes; only the times differ.
            talk.Tool("run_tests", """{"project":"parser"}""", $"1 failed, 41 passed in {turn}.{turn}3s");
            Assert.Null(Step(memory, talk));
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Polling_with_progress_does_not_loop(string dialect)
    {
        LoopMemory memory = new(Rule(5, AgentAction.Block));
        Talk talk = new Talk(dialect).User("Start the build and wait for it.");
        for (int percent = 0; percent < 100; percent++)
        {
            talk.Tool("build_status", """{"id":42}""", $$"""{"state":"running","percent":{{percent}}}""");
            Assert.Null(Step(memory, talk));
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void The_same_call_with_the_same_result_again_and_again_is_a_loop(string dialect)
    {
        LoopMemory memory = new(Rule(5));
        Talk talk = new Talk(dialect).User("Find the bug.");
        Step(memory, talk);
        for (int turn = 1; turn <= 8; turn++)
        {
            // The order of arguments, white space and times do not make it another step.
            string arguments = turn % 2 == 0 ? """{"q":"bug","in":"src"}""" : """{ "in": "src", "q": "bug" }""";
            talk.Tool("search", arguments, $"No match. Took {turn * 7}ms at 2026-11-22T12:0{turn}:00Z");
            LoopFinding? found = Step(memory, talk);
            Assert.Equal(turn >= 5, found is not null);
            Assert.True(found is null || (found.Kind == "repeat" && found.Count == turn));
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Two_steps_in_turn_are_a_loop_of_two(string dialect)
    {
        LoopMemory memory = new(Rule(8));
        Talk talk = new Talk(dialect).User("Make it compile.");
        Step(memory, talk);
        LoopFinding? found = null;
        int steps = 0;
        while (found is null && steps < 50)
        {
            steps++;
            bool first = steps % 2 == 1;
            talk.Tool(
                first ? "add_import" : "remove_import",
                """{"name":"System.Linq"}""",
                first ? "added" : "removed"
            );
            found = Step(memory, talk);
        }

        Assert.Equal(("cycle", 2, 8), (found!.Kind, found.Length, steps));
    }

    [Fact]
    public void Fresh_conversations_that_begin_with_the_same_prompt_are_a_loop()
    {
        LoopMemory memory = new(Rule(4));
        for (int attempt = 1; attempt <= 6; attempt++)
        {
            Talk talk = new Talk("chat").User(
                $"Attempt {attempt}: summarise the report of 2026-11-{attempt:00} for me!"
            );
            Assert.Equal(attempt >= 4, Step(memory, talk) is not null);
        }
    }

    [Fact]
    public void Nearly_the_same_prompts_count_half()
    {
        const string Long =
            "You are given the complete log of the nightly deployment. Go through it line by line, name every service "
            + "that did not come up, say which of its dependencies was missing at that moment, propose one change to the "
            + "order of the start that would have avoided it, and finish with a list of the owners who need to be told "
            + "about this before noon, with their teams, without repeating anything that was in the report of yesterday "
            + "or that the on-call engineer has answered in the channel already, and keep it below three hundred words";
        // The hashes are under a secret of their own, so a pair of texts may look a little less alike under one of them.
        const int Secrets = 40;
        int told = 0;
        for (int secret = 0; secret < Secrets; secret++)
        {
            _reader = new(new KeyedHash());
            LoopMemory memory = new(Rule(3));
            List<string?> found = [];
            foreach (string end in new[] { "please", "thanks", "now", "quickly", "again", "soon" })
            {
                found.Add(Step(memory, new Talk("messages").User($"{Long} {end}"))?.Kind);
            }

            Assert.All(found[..4], Assert.Null); // half of each: never before the fifth
            told += found[^1] == "similar" ? 1 : 0;
        }

        Assert.InRange(told, Secrets / 2, Secrets);
        LoopMemory exact = new(Rule(3) with { SimilarPercent = 100 });
        foreach (string end in new[] { "please", "thanks", "now", "quickly", "again", "soon" })
        {
            Assert.Null(Step(exact, new Talk("messages").User($"{Long} {end}")));
        }
    }

    [Fact]
    public void Different_questions_in_the_same_words_around_them_are_no_loop()
    {
        LoopMemory memory = new(Rule(3));
        string[] reviews =
        [
            "The soup was cold",
            "Great staff and a quiet room",
            "Never again",
            "My order came late, twice",
        ];
        foreach (string review in reviews)
        {
            Assert.Null(Step(memory, new Talk("chat").User($"Is this review positive or negative? \"{review}\"")));
        }
    }

    [Fact]
    public void Doing_something_else_is_the_way_out_and_refused_attempts_do_not_prolong_the_block()
    {
        LoopMemory memory = new(Rule(3, AgentAction.Block));
        Talk Stuck() => new Talk("chat").User("go").Tool("ls", "{}", "empty");
        Step(memory, Stuck());
        Step(memory, Stuck());
        long until = Step(memory, Stuck())!.Until!.Value;
        Assert.Equal(_now + TimeSpan.FromMinutes(5).Ticks, until);

        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(until, Step(memory, Stuck())!.Until);
            Assert.Null(Step(memory, new Talk("chat").User("go").Tool("cat", $$"""{"f":{{i}}}""", "text")));
        }

        _now = until - (3 * TimeSpan.TicksPerSecond) - 1;
        Assert.NotNull(Step(memory, Stuck()));
        _now = until;
        Assert.Null(Step(memory, Stuck())); // it begins anew,
        Assert.Null(Step(memory, Stuck()));
        Assert.NotNull(Step(memory, Stuck())); // and is a loop anew
    }

    [Fact]
    public void A_cool_down_stops_all_of_the_session_for_its_time_and_no_longer()
    {
        LoopMemory memory = new(Rule(3, AgentAction.CoolDown) with { CoolDown = TimeSpan.FromMinutes(1) });
        Talk stuck = new Talk("gemini").User("go").Tool("ls", "{}", "empty");
        Step(memory, stuck);
        Step(memory, stuck);
        long until = Step(memory, stuck)!.Until!.Value;

        Assert.NotNull(Step(memory, new Talk("gemini").User("something else entirely")));
        _now = until;
        Assert.Null(Step(memory, new Talk("gemini").User("something else entirely")));
        Assert.Null(Step(memory, stuck));
    }

    [Fact]
    public void What_lies_further_back_than_the_window_does_not_count()
    {
        LoopMemory memory = new(Rule(3));
        Talk stuck = new Talk("chat").User("good morning");
        for (int day = 0; day < 10; day++)
        {
            Assert.Null(Step(memory, stuck));
            _now += TimeSpan.FromMinutes(2.5).Ticks;
        }
    }

    [Fact]
    public void Results_without_their_calls_tell_a_step_only_when_they_are_long()
    {
        byte[] Output(string text) =>
            System.Text.Encoding.UTF8.GetBytes(
                $$"""[{"type":"function_call_output","call_id":"c1","output":"{{text}}"}]"""
            );

        Assert.Null(_reader.Read(Output("ok"), 1));
        Assert.NotNull(_reader.Read(Output(new string('x', 100) + " y"), 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("[]")]
    [InlineData("[{]")]
    [InlineData("[\"")]
    [InlineData("{}")]
    [InlineData("[1,2,3]")]
    [InlineData("[{\"role\":\"user\",\"content\":]}")]
    [InlineData("[\"\\\\\\\"]")]
    public void Malformed_conversations_are_no_step_and_no_fault(string json) =>
        _reader.Read(System.Text.Encoding.UTF8.GetBytes(json), 1);

    [Fact]
    public void Texts_full_of_brackets_and_escapes_do_not_mislead_the_walk_from_the_end()
    {
        byte[] one = new Talk("chat").User("a \"quoted\\\" ] } text \\\\").Says("[{\"}\"]").User("next \\").Json();
        byte[] other = new Talk("chat").User("something else").Says("[{\"}\"]").User("next \\").Json();

        Assert.Equal(_reader.Read(one, 1), _reader.Read(other, 1)); // only the newest turn counts
        Assert.NotNull(_reader.Read(one, 1));
    }
}
