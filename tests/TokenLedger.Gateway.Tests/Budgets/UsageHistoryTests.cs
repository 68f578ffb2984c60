using TokenLedger.Gateway.Budgets.Learning;

namespace TokenLedger.Gateway.Tests.Budgets;

/// <summary>What calls use is learned by key and model, in bounded memory.</summary>
public sealed class UsageHistoryTests
{
    [Fact]
    public void Before_anything_is_learned_the_default_is_expected() =>
        Assert.Equal(Expectation.Default, new UsageHistory().Of("k", "m"));

    [Fact]
    public void The_95th_percentile_of_the_newest_calls_is_expected()
    {
        UsageHistory history = new();
        for (int i = 1; i <= 500; i++)
        {
            history.Note("k", "m", i <= 436 ? 100_000 : 1_000 + i, 256);
        }

        // The newest 64 are 1437 … 1500; of them 95 % are at most 1497.
        Assert.Equal(new Expectation(1_497, 256), history.Of("k", "m"));
    }

    [Fact]
    public void A_new_key_is_expected_to_use_what_others_use_of_the_model()
    {
        UsageHistory history = new();
        for (int i = 0; i < 8; i++)
        {
            history.Note("known", "m", 900, null);
        }

        Assert.Equal(900, history.Of("new", "m").OutputTokens);
        Assert.Equal(Expectation.Default, history.Of("known", "other"));
    }

    [Fact]
    public void Short_answers_never_make_the_expectation_worthless()
    {
        UsageHistory history = new();
        for (int i = 0; i < 20; i++)
        {
            history.Note("k", "m", 1, null);
        }

        Assert.Equal(UsageHistory.LeastOutput, history.Of("k", "m").OutputTokens);
    }

    [Fact]
    public void A_hundred_thousand_keys_do_not_grow_it_beyond_its_bound()
    {
        UsageHistory history = new();
        for (int key = 0; key < 100_000; key++)
        {
            history.Note($"key-{key}", "m", 500, null);
        }

        Assert.InRange(history.Count, 1, UsageHistory.MostKinds);
        Assert.Equal(500, history.Of("key-1", "m").OutputTokens); // the model's, because the key's is forgotten
    }
}
