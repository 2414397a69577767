@main struct Zhibu { static func main() {} }
