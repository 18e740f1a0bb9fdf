variable "office" {}

resource "tencentcloud_security_group_lite_rule" "web" {
  security_group_id = "sg-0a1b2c3d"
  ingress = [
    "DROP#${var.office}#22#TCP",
    "ACCEPT#0.0.0.0/0#443#TCP",
  ]
}
