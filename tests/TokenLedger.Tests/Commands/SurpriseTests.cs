using TokenLedger.Commands;

namespace TokenLedger.Tests.Commands;

public sealed class SurpriseTests
{
    [Fact]
    public void An_unexpected_exception_is_one_sentence_that_says_how_to_see_more()
    {
        string sentence = Surprise.Sentence(new InvalidOperationException("The tree leans.\n   at Somewhere()"));

        Assert.Equal(
            "Something unexpected went wrong: The tree leans. Run it again with TOKENLEDGER_DEBUG=1 to see where.",
            sentence
        );
    }

    [Fact]
    public void A_file_out_of_reach_says_what_to_do() =>
        Assert.EndsWith(
            "Give this user access to it, or name another place.",
            Surprise.Sentence(new UnauthorizedAccessException("Access to the path '/x' is denied.")),
            StringComparison.Ordinal
        );
}
