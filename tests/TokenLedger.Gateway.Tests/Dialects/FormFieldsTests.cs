using System.Text;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Tests.Dialects;

public sealed class FormFieldsTests
{
    private const string Type = "multipart/form-data; boundary=b";

    [Fact]
    public void Short_fields_are_read_and_files_passed_over()
    {
        IReadOnlyDictionary<string, string>? fields = Read(
            Type,
            "preamble\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"model\"\r\n\r\n--not\r\n\r\nbytes\r\n"
                + "--b\r\ncontent-disposition: form-data; name=model\r\nContent-Type: text/plain\r\n\r\nwhisper-1\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n"
                + $"--b\r\nContent-Disposition: form-data; name=\"long\"\r\n\r\n{new string('x', 2000)}\r\n--b--\r\n"
        );

        Assert.Equal([new("model", "whisper-1"), new("empty", "")], fields!);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--b")]
    [InlineData("--b\r\n")]
    [InlineData("--b--\r\n")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\ncut")]
    [InlineData("--b\r\nno header\r\n--b--")]
    [InlineData("--b\r\n--b\r\n--b--")]
    public void A_form_that_is_malformed_or_cut_says_nothing(string body) => Assert.Empty(Read(Type, body)!);

    [Theory]
    [InlineData(null)]
    [InlineData("application/json")]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=\"\"")]
    public void What_is_no_form_is_none(string? type) => Assert.Null(Read(type, "--b\r\n"));

    private static IReadOnlyDictionary<string, string>? Read(string? type, string body) =>
        FormFields.Read(type, Encoding.UTF8.GetBytes(body));
}
