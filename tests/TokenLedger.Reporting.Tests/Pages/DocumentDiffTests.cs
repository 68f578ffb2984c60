using TokenLedger.Dashboard.Pages.Audit;

namespace TokenLedger.Reporting.Tests.Pages;

public sealed class DocumentDiffTests
{
    [Fact]
    public void Members_that_were_added_taken_away_and_replaced_are_told_by_their_paths()
    {
        IReadOnlyList<DocumentChange> changes = DocumentDiff.Between(
            """{"id":"a","limits":[{"amount":"10","unit":"usd"}],"shadow":true}""",
            """{"description":"new","id":"a","limits":[{"amount":"20","unit":"usd"}]}"""
        );

        Assert.Equal(
            [
                new DocumentChange("description", null, "new"),
                new DocumentChange("limits[0].amount", "10", "20"),
                new DocumentChange("shadow", "true", null),
            ],
            changes
        );
    }

    [Fact]
    public void A_new_and_a_removed_document_are_told_whole()
    {
        Assert.Equal([new DocumentChange("id", null, "a")], DocumentDiff.Between(null, """{"id":"a"}"""));
        Assert.Equal([new DocumentChange("id", "a", null)], DocumentDiff.Between("""{"id":"a"}""", null));
    }

    [Fact]
    public void What_is_no_JSON_is_compared_as_text()
    {
        Assert.Equal([new DocumentChange("", "old", "new")], DocumentDiff.Between("old", "new"));
        Assert.Empty(DocumentDiff.Between("same", "same"));
    }

    [Fact]
    public void That_a_secret_was_replaced_is_told_and_its_hash_is_not()
    {
        DocumentChange change = Assert.Single(
            DocumentDiff.Between("""{"secrets":[{"hash":"old-hash"}]}""", """{"secrets":[{"hash":"new-hash"}]}""")
        );

        Assert.Equal(new DocumentChange("secrets[0].hash", DocumentDiff.Hidden, DocumentDiff.Hidden), change);
    }
}
