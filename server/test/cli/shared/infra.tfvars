services = { web = { port = 443 }, db = { port = 3306, from = "10.0.0.0/8" } }
