using TokenLedger.Gateway.Booking;

namespace TokenLedger.Gateway.Tests.Booking;

public sealed class BookedFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tokenledger-booked-").FullName;

    private string File => Path.Combine(_folder, "booked.once");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_written_is_read_back()
    {
        Booked written = Sample();
        BookedFile.Write(File, written with { Position = 1 });
        BookedFile.Write(File, written);

        Booked read = BookedFile.Read(File)!;

        Assert.Equal(written.Position, read.Position);
        Assert.Equal(written.EntryBefore.ToArray(), read.EntryBefore.ToArray());
        Assert.Equal(written.Keys, read.Keys);
    }

    [Fact]
    public void A_file_with_any_byte_changed_or_missing_is_not_used()
    {
        BookedFile.Write(File, Sample());
        byte[] bytes = System.IO.File.ReadAllBytes(File);
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 0x10;
            System.IO.File.WriteAllBytes(File, changed);
            Assert.Null(BookedFile.Read(File));
            System.IO.File.WriteAllBytes(File, bytes[..i]);
            Assert.Null(BookedFile.Read(File));
        }
    }

    [Fact]
    public void No_file_is_no_problem() => Assert.Null(BookedFile.Read(File));

    private static Booked Sample() =>
        new(
            42,
            new byte[] { 9, 8, 7 }
                .Concat(new byte[29])
                .ToArray(),
            [
                [1, UInt128.MaxValue],
                [],
                [3],
                [4, 5, 6],
            ]
        );
}
